import type { VenueContext } from "../context.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { unitsNumber } from "../wire/decimals.ts";
import { seconds } from "../wire/time.ts";
import { approvals } from "./approvals.ts";
import type { Pager } from "./envelope.ts";
import { account, choice, invalid, param, requiredAccount } from "./params-v2.ts";
import { pnlPointWire, windowed } from "./pnl-wire.ts";
import { positionRows } from "./rows.ts";
import { profile } from "./wire-common.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Milliseconds per window of a board; `all` has no start. */
export const WINDOWS: Readonly<Record<string, number | undefined>> = {
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  all: undefined,
};
const INTERVALS: Readonly<Record<string, number>> = {
  max: Number.POSITIVE_INFINITY,
  "1m": 30 * DAY,
  "1w": 7 * DAY,
  "1d": DAY,
  "12h": 12 * HOUR,
  "6h": 6 * HOUR,
};
const FIDELITIES: Readonly<Record<string, number>> = {
  "1d": DAY,
  "18h": 18 * HOUR,
  "12h": 12 * HOUR,
  "3h": 3 * HOUR,
  "1h": HOUR,
};

/** Profit, volume, boards and approvals of wallets. */
export function peopleRoutesV2(context: VenueContext, pager: Pager): Routes {
  const { engine, pnl } = context;

  const span = (request: VenueRequest): number | undefined => {
    const name = param(request, "window") ?? param(request, "time_period") ?? "day";
    if (!(name.toLowerCase() in WINDOWS)) throw invalid("window must be day, week, month or all", "window");
    return WINDOWS[name.toLowerCase()];
  };

  const board = (request: VenueRequest) => {
    const within = span(request);
    const byVolume = choice(request, "sort_by", ["PNL", "VOLUME"]) === "VOLUME";
    return pnl
      .wallets()
      .map((wallet) => windowed(context, wallet, within))
      .sort((a, b) => compare(byVolume ? b.usd : b.pnl, byVolume ? a.usd : a.pnl));
  };

  const face = (wallet: string) => {
    const who = profile(wallet);
    return { user_name: who.name, profile_image: "", x_username: "", verified: false };
  };

  return {
    "GET /v2/user-pnl": (request) => {
      const user = requiredAccount(request);
      const interval = param(request, "interval") ?? "max";
      const fidelity = param(request, "fidelity") ?? "1h";
      const back = INTERVALS[interval];
      const step = FIDELITIES[fidelity];
      if (back === undefined) throw invalid("unknown interval", "interval");
      if (step === undefined) throw invalid("unknown fidelity", "fidelity");
      const since = context.clock.now() - back;
      const buckets = new Map(
        pnl
          .read(user)
          .filter((point) => point.at >= since)
          .map((point) => [Math.floor(point.at / step), point] as const),
      );
      return json({
        data: {
          proxy_wallet: user.toLowerCase(),
          interval,
          fidelity,
          source_fidelity: "1h",
          points: [...buckets.values()].map((point) => pnlPointWire(context, user, point)),
        },
      });
    },
    "GET /v2/user-stats": (request) => {
      const user = requiredAccount(request);
      const history = engine.activity(user);
      if (history.length === 0) return json({ data: null });
      const now = pnl.now(user);
      const wins = positionRows(context, user).map((row) => row.view.realizedPnl);
      const best = wins.sort(compare).at(-1) ?? 0n;
      const joined = history.reduce((at, line) => Math.min(at, line.timestamp), context.clock.now());
      return json({
        data: {
          proxy_wallet: user.toLowerCase(),
          trades: now.trades,
          biggest_win: unitsNumber(compare(best, 0n) > 0 ? best : 0n),
          views: 0,
          join_date: seconds(joined),
          all_time_pnl: pnlPointWire(context, user, now),
        },
      });
    },
    "GET /v2/user-volume": (request) => {
      const user = requiredAccount(request);
      const inside = windowed(
        context,
        user,
        param(request, "window") === undefined ? undefined : span(request),
      );
      return json({
        data: {
          volume: unitsNumber(inside.shares),
          volume_usdc: unitsNumber(inside.usd),
          trade_count: inside.trades,
        },
      });
    },
    "GET /v2/leaderboard": (request) => {
      const rows = board(request);
      const user = account(request);
      if (user === undefined) {
        return pager.page(
          request,
          "leaderboard",
          rows.map((row, index) => ({ row, rank: index + 1 })),
          ({ row, rank }) => ({
            rank,
            user_id: row.wallet.toLowerCase(),
            pnl: unitsNumber(row.pnl),
            volume: unitsNumber(row.usd),
            ...face(row.wallet),
          }),
        );
      }
      const own = rows.find((row) => row.wallet === user);
      if (own === undefined) return json({ data: null });
      const rank = (pick: "pnl" | "usd") => rows.filter((row) => row[pick] > own[pick]).length + 1;
      return json({
        data: {
          user_id: user.toLowerCase(),
          pnl: unitsNumber(own.pnl),
          volume: unitsNumber(own.usd),
          rank_pnl: rank("pnl"),
          rank_volume: rank("usd"),
          ...face(user),
        },
      });
    },
    "GET /v2/biggest-winners": (request) => {
      const winners = pnl
        .wallets()
        .flatMap((wallet) => positionRows(context, wallet))
        .filter((row) => row.market.state === "resolved" && row.view.realizedPnl + row.unrealized > 0n)
        .sort((a, b) => compare(b.view.realizedPnl + b.unrealized, a.view.realizedPnl + a.unrealized))
        .map((row, index) => ({ row, rank: index + 1 }));
      return pager.page(request, "biggest-winners", winners, ({ row, rank }) => {
        const group = context.groupOf(row.market);
        return {
          win_rank: rank,
          kind: "market",
          user_id: row.view.owner.toLowerCase(),
          pnl: unitsNumber(row.view.realizedPnl + row.unrealized),
          initial_value: unitsNumber(row.view.totalCost),
          final_value: unitsNumber(row.view.totalCost + row.view.realizedPnl + row.unrealized),
          resolved_at: seconds(row.market.resolvedAt ?? 0),
          condition_id: row.market.conditionId,
          position_id: row.view.tokenId,
          event_id: group?.number ?? 0,
          event_slug: row.market.eventSlug,
          event_title: group?.title ?? "",
          user_name: "",
          profile_image: "",
        };
      });
    },
    "GET /v2/approvals": (request) => json({ data: approvals(context, requiredAccount(request)) }),
    "GET /v2/positions/combos": (request) => {
      requiredAccount(request);
      return pager.page(request, "positions-combos", [], (row) => row);
    },
    "GET /v2/activity/combos": (request) => {
      requiredAccount(request);
      return pager.page(request, "activity-combos", [], (row) => row);
    },
  };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
