import type { VenueContext } from "../context.ts";
import type { PositionView } from "../engine/index.ts";
import { queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { parseUnits, units, unitsNumber } from "../wire/decimals.ts";
import { isoTime } from "../wire/time.ts";
import { approvals } from "./approvals.ts";
import { builderBoard, builderDays, builderName } from "./builders.ts";
import { listed, user, window } from "./params-v1.ts";
import { WINDOWS } from "./people-routes-v2.ts";
import { windowed } from "./pnl-wire.ts";
import { positionRow, positionRows } from "./rows.ts";
import { profile } from "./wire-common.ts";
import { zip } from "./zip.ts";

/** Holders, open interest, boards and the accounting snapshot of the older Data API. */
export function moreDataV1Routes(context: VenueContext): Routes {
  const { engine, pnl } = context;

  const markets = (request: VenueRequest) => {
    const ids = listed(request, "market");
    for (const id of ids) {
      if (!/^0x[0-9a-fA-F]{64}$/.test(id)) throw new Refusal(400, "invalid market");
    }
    return ids.flatMap((id) => engine.market(id.toLowerCase()) ?? []);
  };

  const since = (request: VenueRequest): number | undefined => {
    const name = (queryText(request, "timePeriod") ?? "DAY").toLowerCase();
    if (!(name in WINDOWS)) throw new Refusal(400, "invalid timePeriod");
    return WINDOWS[name];
  };
  const start = (request: VenueRequest): number => {
    const span = since(request);
    return span === undefined ? 0 : context.clock.now() - span;
  };

  const holder = (view: PositionView) => {
    const who = profile(view.owner);
    return {
      proxyWallet: view.owner.toLowerCase(),
      bio: "",
      asset: view.tokenId,
      pseudonym: who.pseudonym,
      amount: unitsNumber(view.size),
      displayUsernamePublic: true,
      outcomeIndex: view.outcomeIndex,
      name: who.name,
      profileImage: "",
      profileImageOptimized: "",
      verified: false,
    };
  };

  const marketPosition = (view: PositionView) => {
    const row = positionRow(context, view, engine.positions(view.owner));
    const cash = row?.unrealized ?? 0n;
    return {
      proxyWallet: view.owner.toLowerCase(),
      name: "",
      profileImage: "",
      verified: false,
      asset: view.tokenId,
      conditionId: view.conditionId,
      avgPrice: unitsNumber(row?.averagePrice ?? 0n),
      size: unitsNumber(view.size),
      currPrice: unitsNumber(row?.price ?? 0n),
      currentValue: unitsNumber(row?.value ?? 0n),
      cashPnl: unitsNumber(cash),
      totalBought: unitsNumber(view.totalBought),
      realizedPnl: unitsNumber(view.realizedPnl),
      totalPnl: unitsNumber(view.realizedPnl + cash),
      outcome: view.outcome,
      outcomeIndex: view.outcomeIndex,
    };
  };

  return {
    "GET /traded": (request) => {
      const owner = user(request);
      const traded = new Set(engine.positions(owner).map((view) => view.conditionId)).size;
      return json({ user: owner.toLowerCase(), traded });
    },
    "GET /holders": (request) => {
      const floor = parseUnits(queryText(request, "minBalance") ?? "1") ?? 0n;
      const tokens = markets(request).flatMap((market) => market.outcomes.map((one) => one.tokenId));
      return json(
        tokens.map((token) => ({
          token,
          holders: window(
            request,
            engine.holders(token).filter((view) => view.size >= floor),
            20,
            500,
          ).map(holder),
        })),
      );
    },
    "GET /v1/market-positions": (request) => {
      const tokens = markets(request).flatMap((market) => market.outcomes.map((one) => one.tokenId));
      return json(
        tokens.map((token) => ({
          token,
          positions: window(request, engine.holders(token), 50, 500).map(marketPosition),
        })),
      );
    },
    "GET /oi": (request) => {
      const chosen = markets(request);
      if (chosen.length === 0) {
        const total = engine.markets().reduce((sum, market) => sum + market.openInterest, 0n);
        return json([{ market: "GLOBAL", value: unitsNumber(total) }]);
      }
      return json(
        chosen.map((market) => ({ market: market.conditionId, value: unitsNumber(market.openInterest) })),
      );
    },
    "GET /live-volume": (request) => {
      const id = queryText(request, "id");
      const event = engine.events().find((one) => String(one.number) === id);
      if (event === undefined) throw new Refusal(400, "invalid id");
      const own = event.conditionIds.flatMap((one) => engine.market(one) ?? []);
      return json([
        {
          total: unitsNumber(own.reduce((sum, market) => sum + market.volumeUsd, 0n)),
          markets: own.map((market) => ({
            market: market.conditionId,
            value: unitsNumber(market.volumeUsd),
          })),
        },
      ]);
    },
    "GET /v1/leaderboard": (request) => {
      const span = since(request);
      const byVolume = queryText(request, "orderBy")?.toUpperCase() === "VOL";
      const only = queryText(request, "user") === undefined ? undefined : user(request);
      const rows = pnl
        .wallets()
        .map((wallet) => windowed(context, wallet, span))
        .sort((a, b) => compare(byVolume ? b.usd : b.pnl, byVolume ? a.usd : a.pnl))
        .map((row, index) => ({ ...row, rank: index + 1 }))
        .filter((row) => only === undefined || row.wallet === only);
      return json(
        window(request, rows, 25, 50).map((row) => ({
          rank: String(row.rank),
          proxyWallet: row.wallet.toLowerCase(),
          userName: profile(row.wallet).pseudonym,
          vol: unitsNumber(row.usd),
          pnl: unitsNumber(row.pnl),
          profileImage: "",
          xUsername: "",
          verifiedBadge: false,
        })),
      );
    },
    "GET /v1/builders/leaderboard": (request) =>
      json(
        window(
          request,
          builderBoard(context, start(request)).map((row, index) => ({
            rank: String(index + 1),
            builder: builderName(row.code),
            builderLogo: "",
            verified: false,
            volume: unitsNumber(row.usd),
            activeUsers: row.users,
          })),
          25,
          50,
        ),
      ),
    "GET /v1/builders/volume": (request) =>
      json(
        builderDays(context, start(request)).flatMap(({ day, rows }) =>
          rows.map((row, index) => ({
            dt: `${day}T00:00:00Z`,
            builder: builderName(row.code),
            builderLogo: "",
            verified: false,
            volume: unitsNumber(row.usd),
            activeUsers: row.users,
            rank: String(index + 1),
          })),
        ),
      ),
    // Nobody moderates questions here.
    "GET /revisions": (request) => {
      const id = queryText(request, "questionID") ?? "";
      if (!/^0x[0-9a-fA-F]{64}$/.test(id)) throw new Refusal(400, "invalid questionID");
      return json([{ questionID: id, revisions: [] }]);
    },
    // "Other" is an outcome of events that may still grow, and no event here does.
    "GET /other": (request) => {
      const owner = user(request);
      const id = queryText(request, "id") ?? "";
      if (!engine.events().some((one) => String(one.number) === id)) throw new Refusal(400, "invalid id");
      return json([{ id: Number.parseInt(id, 10), user: owner.toLowerCase(), size: 0 }]);
    },
    "GET /v1/approvals": (request) => json(approvals(context, user(request))),
    "GET /v1/positions/combos": (request) => {
      user(request);
      return json({ combos: [], pagination: emptyPage });
    },
    "GET /v1/activity/combos": (request) => {
      user(request);
      return json({ activity: [], pagination: emptyPage });
    },
    "GET /v1/accounting/snapshot": (request) => {
      const owner = user(request);
      const rows = positionRows(context, owner).filter((row) => row.view.size > 0n);
      const cash = engine.balanceAllowance(owner).balance;
      const value = rows.reduce((sum, row) => sum + row.value, 0n);
      const positions = rows.map((row) =>
        [
          row.view.conditionId,
          row.view.tokenId,
          units(row.view.size),
          units(row.price),
          units(row.value),
        ].join(","),
      );
      const at = isoTime(context.clock.now());
      const archive = zip({
        "positions.csv": ["conditionId,asset,size,curPrice,valuationUsdc", ...positions, ""].join("\n"),
        "equity.csv": [
          "cashBalance,positionsValue,equity,valuationTime",
          [units(cash), units(value), units(cash + value), at].join(","),
          "",
        ].join("\n"),
      });
      return { status: 200, body: "", bytes: archive, headers: { "content-type": "application/zip" } };
    },
  };
}

const emptyPage = { limit: 100, offset: 0, has_more: false, next_cursor: null };

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
