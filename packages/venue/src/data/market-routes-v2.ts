import { createHash } from "node:crypto";
import type { VenueContext } from "../context.ts";
import type { MarketView, PositionView } from "../engine/index.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { unitsNumber } from "../wire/decimals.ts";
import { isoTime, seconds } from "../wire/time.ts";
import type { Pager } from "./envelope.ts";
import { conditions, decimalParam, invalid, param, params, whole } from "./params-v2.ts";
import { positionRow } from "./rows.ts";
import { profile } from "./wire-common.ts";

const INTERVALS: Readonly<Record<string, number>> = {
  max: Number.POSITIVE_INFINITY,
  all: Number.POSITIVE_INFINITY,
  "1m": 30 * 86_400,
  "1w": 7 * 86_400,
  "1d": 86_400,
  "6h": 21_600,
  "1h": 3600,
};
const UNIT = 1_000_000n;

/** Holders, open interest, volume, prices and resolutions of markets. */
export function marketRoutesV2(context: VenueContext, pager: Pager): Routes {
  const { engine } = context;

  const wanted = (request: VenueRequest): readonly MarketView[] => {
    const found = conditions(request).flatMap((id) => engine.market(id) ?? []);
    if (conditions(request).length === 0) throw invalid("condition is required", "condition");
    return found;
  };

  const holder = (view: PositionView) => {
    const row = positionRow(context, view, engine.positions(view.owner));
    const who = profile(view.owner);
    return {
      proxy_wallet: view.owner.toLowerCase(),
      bio: "",
      token_id: view.tokenId,
      pseudonym: who.pseudonym,
      amount: unitsNumber(view.size),
      display_username_public: true,
      outcome_index: view.outcomeIndex,
      name: who.name,
      profile_image: "",
      profile_image_optimized: "",
      verified: false,
      avg_price: unitsNumber(row?.averagePrice ?? 0n),
      entry_cost_usdc: unitsNumber(view.totalCost),
      current_price: unitsNumber(row?.price ?? 0n),
      current_value: unitsNumber(row?.value ?? 0n),
      realized_pnl: unitsNumber(view.realizedPnl),
      unrealized_pnl: unitsNumber(row?.unrealized ?? 0n),
      total_pnl: unitsNumber(view.realizedPnl + (row?.unrealized ?? 0n)),
    };
  };

  return {
    "GET /v2/holders": (request) => {
      const floor = decimalParam(request, "min_balance") ?? 0n;
      const each = whole(request, "holders_limit", { min: 1, max: 1000, fallback: 100 });
      const tokens = wanted(request).flatMap((market) => market.outcomes.map((outcome) => outcome.tokenId));
      return pager.page(request, "holders", tokens, (token) => ({
        token_id: token,
        holders: engine
          .holders(token)
          .filter((view) => view.size >= floor)
          .slice(0, each)
          .map(holder),
      }));
    },
    "GET /v2/oi": (request) => {
      const ids = conditions(request);
      if (ids.length === 0) {
        const total = engine.markets().reduce((sum, market) => sum + market.openInterest, 0n);
        return json({ data: [{ condition_id: "GLOBAL", value: unitsNumber(total) }] });
      }
      return json({
        data: ids
          .flatMap((id) => engine.market(id) ?? [])
          .map((market) => ({ condition_id: market.conditionId, value: unitsNumber(market.openInterest) })),
      });
    },
    "GET /v2/live-volume": (request) => {
      const [id] = params(request, 1, "event_id", "eventId", "id");
      const event = engine.events().find((one) => String(one.number) === id);
      if (event === undefined) throw invalid("event_id is required", "event_id");
      const markets = event.conditionIds.flatMap((one) => engine.market(one) ?? []);
      return json({
        data: {
          taker_volume_total: unitsNumber(markets.reduce((sum, market) => sum + market.volumeUsd, 0n)),
          conditions: markets.map((market) => ({
            condition_id: market.conditionId,
            taker_volume: unitsNumber(market.volumeUsd),
          })),
        },
      });
    },
    "GET /v2/prices-history": (request) => {
      const token = param(request, "token_id") ?? param(request, "market");
      if (token === undefined) throw invalid("token_id is required", "token_id");
      const now = seconds(context.clock.now());
      const interval = param(request, "interval");
      const back = interval === undefined ? undefined : INTERVALS[interval];
      if (interval !== undefined && back === undefined) throw invalid("unknown interval", "interval");
      const asOf = whole(request, "as_of", { min: 0, max: 1e12, fallback: now });
      const end = whole(request, "end", { min: 0, max: 1e12, fallback: asOf });
      const start =
        back === undefined ? whole(request, "start", { min: 0, max: 1e12, fallback: 0 }) : end - back;
      const bucket = whole(request, "bucket_seconds", { min: 60, max: 604_800, fallback: 60 });
      const points = context.history.read(token, start, end, Math.max(1, Math.floor(bucket / 60)));
      return pager.page(request, "prices-history", points, (point) => ({
        timestamp: point.t,
        price: point.p,
        resolution_seconds: bucket,
      }));
    },
    "GET /v2/resolutions": (request) => {
      const questions = params(request, 20, "question_id", "questionId").map((id) => id.toLowerCase());
      const ids = conditions(request);
      if (questions.length + ids.length === 0) throw invalid("condition is required", "condition");
      return json({
        data: engine
          .markets()
          .filter((market) => ids.includes(market.conditionId) || questions.includes(market.questionId))
          .map(resolution),
      });
    },
  };
}

function resolution(market: MarketView): Record<string, unknown> {
  const { payouts } = market;
  const base = {
    question_id: market.questionId,
    condition_id: market.conditionId,
    status: payouts === undefined ? "initialized" : "resolved",
    extended_review: false,
    was_disputed: false,
    new_version_q: false,
    log_index: payouts === undefined ? null : "0",
    last_update_timestamp: String(seconds(market.resolvedAt ?? market.createdAt)),
    market_type: market.negRisk ? "ATOMIC_NEGRISK" : "BINARY",
  };
  if (payouts === undefined) return { ...base, transaction_hash: null };
  // The oracle's price: 1, 0 or one half, with eighteen decimals.
  const price = ((payouts[0] * 10n ** 18n) / UNIT).toString();
  return {
    ...base,
    transaction_hash: `0x${createHash("sha256").update(`resolved|${market.conditionId}`).digest("hex")}`,
    proposed_price: price,
    price,
    payouts: payouts.map((payout) => Number(payout)),
    resolution_source: "reported",
    reporter: "UMA_OO",
    was_arbitrated: false,
    resolved_block: Math.floor((market.resolvedAt ?? 0) / 2000),
    resolved_at: isoTime(market.resolvedAt ?? 0),
  };
}
