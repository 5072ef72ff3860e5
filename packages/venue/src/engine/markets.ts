import {
  type Address,
  type ConditionId,
  parseTickSize,
  type TickSize,
  type TokenId,
  toBaseUnits,
  ValidationError,
} from "@pm/core-types";
import type { Core, Group } from "./core.ts";
import { feeRule } from "./fees.ts";
import { Market } from "./market.ts";
import { negRiskGroupId, type ProtocolVersion } from "./market-ids.ts";
import { cancelOrder } from "./orders.ts";
import type { EventSpec, EventView, MarketSpec, MarketState, Outcome } from "./types.ts";

/** A neg-risk question's index is one byte. */
const MAX_EVENT_MARKETS = 256;

/** Lists a market by itself: an event of its own. */
export function addMarket(core: Core, spec: MarketSpec): Market {
  const alone = { slug: spec.slug, title: spec.question, negRisk: false, markets: [spec] };
  const group = addEvent(core, alone);
  return group.markets[0]!;
}

/** Lists an event and its markets. */
export function addEvent(core: Core, spec: EventSpec): Group {
  if (spec.markets.length === 0 || spec.markets.length > MAX_EVENT_MARKETS) {
    throw new ValidationError({
      message: `Event "${spec.slug}" must have 1 to ${MAX_EVENT_MARKETS} markets, not ${spec.markets.length}.`,
      context: { slug: spec.slug },
    });
  }
  for (const market of spec.markets) checkSpec(core, market, spec.markets);
  const version = spec.version ?? "v1";
  const { contracts } = core;
  const { seed } = core.config;
  const place = { slug: spec.slug, size: spec.markets.length, index: 0 };
  const groupId = spec.negRisk ? negRiskGroupId({ contracts, seed, version, group: place }) : undefined;
  const conditionIds: ConditionId[] = [];
  const view: EventView = {
    number: ++core.counters.event,
    slug: spec.slug,
    title: spec.title,
    description: spec.description ?? "",
    version,
    negRisk: spec.negRisk,
    negRiskMarketId: groupId,
    conditionIds,
    tags: spec.tags ?? [],
    createdAt: core.now,
  };
  const group: Group = { view, markets: [], lock: { locked: 0 } };
  core.groups.push(group);
  spec.markets.forEach((market, index) => {
    const made = makeMarket(core, market, spec, group, index);
    group.markets.push(made);
    conditionIds.push(made.conditionId);
  });
  if (core.watched) core.emit({ type: "event", timestamp: core.now, event: view });
  for (const market of group.markets) tellMarket(core, market, "created");
  core.flush();
  return group;
}

function checkSpec(core: Core, spec: MarketSpec, siblings: readonly MarketSpec[]): void {
  const refuse = (message: string): never => {
    throw new ValidationError({ message, context: { slug: spec.slug } });
  };
  const same = siblings.filter((other) => other.slug === spec.slug).length > 1;
  if (same || [...core.markets.values()].some((market) => market.init.slug === spec.slug)) {
    refuse(`A market with the slug "${spec.slug}" exists already.`);
  }
  const { fees } = spec;
  if (fees !== undefined && !(Number.isInteger(fees.exponent) && fees.exponent >= 0 && fees.exponent <= 8)) {
    refuse(`The fee exponent of "${spec.slug}" must be a whole number from 0 to 8, not ${fees.exponent}.`);
  }
  const rate = feeRule(fees)?.rate ?? 0n;
  if (rate < 0n || rate > 1_000_000n) refuse(`The fee rate of "${spec.slug}" must be from 0 to 1.`);
  if (fees?.takerOnly === false)
    refuse(`The fees of "${spec.slug}" must be taker-only, as every known schedule is.`);
  parseTickSize(spec.tickSize ?? "0.01");
  if (toBaseUnits(spec.minOrderSize ?? "5", "minOrderSize") < 0n) {
    refuse(`minOrderSize of "${spec.slug}" must not be negative.`);
  }
  for (const field of ["secondsDelay", "takerDelayMs"] as const) {
    const value = spec[field] ?? 0;
    if (!Number.isSafeInteger(value) || value < 0)
      refuse(`${field} of "${spec.slug}" must be a whole number ≥ 0.`);
  }
}

function makeMarket(core: Core, spec: MarketSpec, event: EventSpec, group: Group, index: number): Market {
  const { negRisk } = event;
  const { version } = group.view;
  const ids = core.marketIds({
    contracts: core.contracts,
    seed: core.config.seed,
    slug: spec.slug,
    version,
    group: negRisk ? { slug: event.slug, size: event.markets.length, index } : undefined,
  });
  const names = spec.outcomes ?? ["Yes", "No"];
  const outcome = (at: 0 | 1): Outcome => ({ tokenId: ids.tokenIds[at], outcome: names[at], index: at });
  const market = new Market(
    {
      number: ++core.counters.market,
      conditionId: ids.conditionId,
      questionId: ids.questionId,
      slug: spec.slug,
      question: spec.question,
      description: spec.description ?? "",
      groupItemTitle: spec.groupItemTitle ?? "",
      outcomes: [outcome(0), outcome(1)],
      tickSize: spec.tickSize ?? "0.01",
      minOrderSize: Number(toBaseUnits(spec.minOrderSize ?? "5", "minOrderSize")),
      negRisk,
      negRiskMarketId: group.view.negRiskMarketId,
      negRiskIndex: index,
      eventSlug: event.slug,
      version,
      exchange: exchangeOf(core, version, negRisk),
      fees: spec.fees,
      secondsDelay: spec.secondsDelay ?? 0,
      takerDelayMs: spec.takerDelayMs ?? 0,
      gameStartTime: spec.gameStartTime,
      clearBookOnStart: spec.clearBookOnStart ?? false,
      acceptingOrdersFrom: spec.acceptingOrdersFrom ?? core.now,
      endDate: spec.endDate,
      tags: spec.tags ?? event.tags ?? [],
      createdAt: core.now,
    },
    negRisk ? group.lock : { locked: 0 },
  );
  register(core, market);
  if (market.state === "pending")
    core.scheduler.add(market.init.acceptingOrdersFrom, "open", market.conditionId);
  if (market.init.clearBookOnStart && market.init.gameStartTime !== undefined) {
    core.scheduler.add(market.init.gameStartTime, "start", market.conditionId);
  }
  return market;
}

/** The contract that a market's orders are signed for. */
function exchangeOf(core: Core, version: ProtocolVersion, negRisk: boolean): Address {
  if (version === "v2") return core.contracts.exchangeV3;
  return negRisk ? core.contracts.negRiskExchangeV2 : core.contracts.exchangeV2;
}

/** Makes a market findable by its condition and its tokens. */
export function register(core: Core, market: Market): void {
  core.markets.set(market.conditionId, market);
  const rule = feeRule(market.init.fees);
  if (rule !== undefined) core.feeRules.set(market, rule);
  for (const { tokenId, index } of market.outcomes) {
    const place = { market, outcome: index };
    core.tokens.set(tokenId, place);
    core.tokenByNumber.set(market.tokenNumber(index), place);
  }
}

function tellMarket(core: Core, market: Market, kind: "created" | "state" | "resolved"): void {
  if (core.watched) core.emit({ type: "market", kind, timestamp: core.now, market: market.view() });
}

/**
 * The market of a condition.
 *
 * @throws {ValidationError} when there is none.
 */
export function marketOf(core: Core, conditionId: string): Market {
  const market = core.markets.get(conditionId);
  if (market !== undefined) return market;
  throw new ValidationError({
    message: `The venue has no market with condition id ${conditionId.slice(0, 80)}.`,
    context: { conditionId: conditionId.slice(0, 80) },
  });
}

/** Opens or closes a market. Closing keeps its orders: they can only be cancelled. */
export function setState(core: Core, market: Market, state: MarketState): void {
  if (market.state === state || market.state === "resolved") return;
  market.state = state;
  tellMarket(core, market, "state");
  core.flush();
}

/** Cancels everything on a market's book. */
export function clearBook(core: Core, market: Market, status: "CANCELED" | "CANCELED_MARKET_RESOLVED"): void {
  for (const orders of [...core.live.values()]) {
    for (const order of [...orders]) {
      if (order.market !== market || order.level === undefined) continue;
      cancelOrder(core, order, status);
    }
  }
}

/** Ends a market: every open order goes, shares pay `payouts` (base units a share). */
export function resolve(core: Core, market: Market, payouts: readonly [number, number]): void {
  if (market.state === "resolved") {
    throw new ValidationError({
      message: `Market "${market.init.slug}" is resolved already.`,
      context: { conditionId: market.conditionId },
    });
  }
  market.state = "resolved";
  market.payouts = payouts;
  market.resolvedAt = core.now;
  clearBook(core, market, "CANCELED_MARKET_RESOLVED");
  tellMarket(core, market, "resolved");
  core.flush();
}

/** Changes the grid. Resting orders stay where they are. */
export function setTickSize(core: Core, market: Market, tickSize: TickSize): void {
  if (market.tickSize === tickSize) return;
  const oldTickSize = market.tickSize;
  market.setTick(tickSize);
  const tokenIds: readonly [TokenId, TokenId] = [market.outcomes[0].tokenId, market.outcomes[1].tokenId];
  core.emit({
    type: "tick_size",
    timestamp: core.now,
    conditionId: market.conditionId,
    tokenIds,
    oldTickSize,
    newTickSize: tickSize,
  });
}

/** A cent market becomes a mill market once a price passes 0.96 or 0.04; it never goes back. */
export function adjustTick(core: Core, market: Market): void {
  if (market.tickSize !== "0.01") return;
  const { book } = market;
  const edge = (price: number | undefined) => price !== undefined && (price > 9600 || price < 400);
  const bid = book.bestBid()?.price;
  const ask = book.bestAsk()?.price;
  if (edge(market.lastPrice) || (bid !== undefined && bid > 9600) || (ask !== undefined && ask < 400)) {
    setTickSize(core, market, "0.001");
  }
}
