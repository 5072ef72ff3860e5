import { createHash } from "node:crypto";
import type { VenueContext } from "../context.ts";
import type { Engine, MarketView } from "../engine/index.ts";
import { unitsNumber, wireNumber } from "./decimals.ts";
import { displayPrice } from "./prices.ts";
import { isoTime } from "./time.ts";

/** Legacy base fee of markets that charge one; the real fee is `fd`. */
const LEGACY_BASE_FEE = 1000;

/** Legacy maker and taker base fee in basis points. */
export function baseFee(market: MarketView): number {
  return market.fees === undefined ? 0 : LEGACY_BASE_FEE;
}

/** True once nothing can be ordered any more. */
export function isClosed(market: MarketView): boolean {
  return market.state === "closed" || market.state === "resolved";
}

/** The rewards block of a market: `rates` is null where no programme runs. */
function rewardsWire(context: VenueContext, market: MarketView): unknown {
  const terms = context.rewards.programme(market);
  if (terms === undefined) return { rates: null, min_size: 0, max_spread: 0 };
  return {
    rates: [
      {
        asset_address: context.environment.contracts.collateral,
        rewards_daily_rate: wireNumber(terms.ratePerDay),
      },
    ],
    min_size: wireNumber(terms.minSize),
    max_spread: wireNumber(terms.maxSpread),
  };
}

function compactRewards(context: VenueContext, market: MarketView): unknown {
  const terms = context.rewards.programme(market);
  if (terms === undefined) return null;
  return { mi: wireNumber(terms.minSize), ma: wireNumber(terms.maxSpread), e: true, moas: 30 };
}

function tokens(engine: Engine, market: MarketView): readonly unknown[] {
  return market.outcomes.map((outcome) => ({
    token_id: outcome.tokenId,
    outcome: outcome.outcome,
    price: unitsNumber(displayPrice(engine, outcome.tokenId)),
    winner: market.payouts?.[outcome.index] === 1_000_000n,
  }));
}

/** A market as `GET /markets` lists it; key order as in production. */
export function marketWire(context: VenueContext, market: MarketView): Record<string, unknown> {
  const closed = isClosed(market);
  const fee = baseFee(market);
  return {
    enable_order_book: !closed,
    active: true,
    closed,
    archived: false,
    accepting_orders: market.acceptingOrders,
    accepting_order_timestamp: isoTime(market.acceptingOrdersFrom),
    minimum_order_size: unitsNumber(market.minOrderSize),
    minimum_tick_size: wireNumber(market.tickSize),
    condition_id: market.conditionId,
    question_id: market.questionId,
    question: market.question,
    description: market.description,
    market_slug: market.slug,
    end_date_iso: market.endDate === undefined ? null : isoTime(market.endDate),
    game_start_time: market.gameStartTime === undefined ? null : isoTime(market.gameStartTime),
    seconds_delay: market.secondsDelay,
    fpmm: "",
    maker_base_fee: fee,
    taker_base_fee: fee,
    notifications_enabled: true,
    neg_risk: market.negRisk,
    neg_risk_market_id: market.negRiskMarketId ?? "",
    neg_risk_request_id: market.negRisk ? negRiskRequestId(market) : "",
    icon: "",
    image: "",
    rewards: rewardsWire(context, market),
    is_50_50_outcome: market.payouts !== undefined && market.payouts[0] === market.payouts[1],
    tokens: tokens(context.engine, market),
    tags: ["All", ...market.tags],
  };
}

/** A market as `GET /simplified-markets` lists it. */
export function simplifiedMarketWire(context: VenueContext, market: MarketView): Record<string, unknown> {
  return {
    condition_id: market.conditionId,
    rewards: rewardsWire(context, market),
    tokens: tokens(context.engine, market),
    active: true,
    closed: isClosed(market),
    archived: false,
    accepting_orders: market.acceptingOrders,
  };
}

/** A market as `GET /clob-markets/{condition_id}` answers it; absent keys mean no. */
export function compactMarketWire(context: VenueContext, market: MarketView): Record<string, unknown> {
  const fee = baseFee(market);
  return {
    ...(market.gameStartTime === undefined ? {} : { gst: isoTime(market.gameStartTime) }),
    r: compactRewards(context, market),
    t: market.outcomes.map((outcome) => ({ t: outcome.tokenId, o: outcome.outcome })),
    c: market.conditionId,
    mos: unitsNumber(market.minOrderSize),
    mts: wireNumber(market.tickSize),
    ...(fee === 0 ? {} : { mbf: fee, tbf: fee }),
    ...(market.negRisk ? { nr: true } : {}),
    ...(market.secondsDelay === 0 ? {} : { sd: market.secondsDelay }),
    ...(market.acceptingOrders ? { ao: true } : {}),
    ...(market.clearBookOnStart ? { cbos: true } : {}),
    aot: isoTime(market.acceptingOrdersFrom),
    ...(market.version === "v2" ? { v: "v2" } : {}),
    ...(market.takerDelayMs === 0 ? {} : { itode: true }),
    ...(market.fees === undefined
      ? {}
      : { fd: { r: wireNumber(market.fees.rate), e: market.fees.exponent, to: market.fees.takerOnly } }),
  };
}

/** The request id of a neg-risk market: opaque, stable. */
export function negRiskRequestId(market: MarketView): string {
  return `0x${createHash("sha256").update(`request|${market.questionId}`).digest("hex")}`;
}
