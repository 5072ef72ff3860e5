import type { Level } from "./book.ts";
import type { Order } from "./order.ts";
import type { MatchType } from "./types.ts";
import { LOT, overPrice, PRICE_ONE, timesPrice } from "./units.ts";

/** One maker's part of a match, in base units. */
export type Fill = {
  readonly maker: Order;
  readonly level: Level;
  /** Shares that change hands. */
  readonly shares: number;
  /** Shares the maker's order loses: rounding can make it a dust more than `shares`. */
  readonly used: number;
  /** pUSD of the maker and of the taker, without fees. */
  readonly makerUsd: number;
  readonly takerUsd: number;
  readonly type: MatchType;
};

/** What an order would match now. Nothing has happened yet. */
export type Plan = {
  readonly fills: readonly Fill[];
  readonly shares: number;
  readonly usd: number;
  /** Nothing but dust is left of the order. */
  readonly complete: boolean;
  /** Shares left of an order that counts shares. */
  readonly left: number;
};

const NOTHING: readonly Fill[] = [];

/** Does the best level of the other side satisfy the order's price? */
export function crosses(order: Order): boolean {
  const { book } = order.market;
  const best = order.isBid ? book.bestAsk() : book.bestBid();
  if (best === undefined) return false;
  return order.isBid ? best.price <= order.bookPrice : best.price >= order.bookPrice;
}

/**
 * Walks the other side, best price first, first come first. Amounts follow the exchange contract: a maker gives
 * `making` and gets ⌊making · takerAmount / makerAmount⌋; whatever that leaves over is the taker's.
 */
export function planMatch(order: Order): Plan {
  if (!crosses(order)) {
    return { fills: NOTHING, shares: 0, usd: 0, complete: false, left: order.remaining };
  }
  const { book } = order.market;
  const side = order.isBid ? book.asks : book.bids;
  const fills: Fill[] = [];
  let left = order.remaining;
  let budget = order.budget;
  let shares = 0;
  let usd = 0;
  let complete = false;
  for (let at = side.length - 1; at >= 0 && !complete; at--) {
    const level = side[at]!;
    if (order.isBid ? level.price > order.bookPrice : level.price < order.bookPrice) break;
    const price = order.outcome === 0 ? level.price : PRICE_ONE - level.price;
    for (let maker = level.first; maker !== undefined && !complete; maker = maker.next) {
      const want = order.budget > 0 ? overPrice(budget, price) : left;
      const offered = Math.min(want, maker.remaining);
      complete = want <= maker.remaining;
      const fill = meet(order, maker, level, offered);
      if (fill === undefined) continue;
      fills.push(fill);
      shares += fill.shares;
      usd += fill.takerUsd;
      left -= fill.shares;
      budget -= fill.takerUsd;
    }
  }
  if (order.budget === 0 && left < LOT) complete = true;
  return { fills, shares, usd, complete, left };
}

/** What `offered` shares become between two orders. Undefined when rounding leaves nothing. */
function meet(taker: Order, maker: Order, level: Level, offered: number): Fill | undefined {
  const same = taker.outcome === maker.outcome;
  if (maker.side === "SELL") {
    const makerUsd = timesPrice(offered, maker.price);
    if (offered === 0) return undefined;
    return {
      maker,
      level,
      shares: offered,
      used: offered,
      makerUsd,
      takerUsd: same ? makerUsd : offered - makerUsd,
      type: same ? "NORMAL" : "MERGE",
    };
  }
  const makerUsd = timesPrice(offered, maker.price);
  const shares = overPrice(makerUsd, maker.price);
  if (shares === 0) return undefined;
  return {
    maker,
    level,
    shares,
    used: offered,
    makerUsd,
    takerUsd: same ? makerUsd : shares - makerUsd,
    type: same ? "NORMAL" : "MINT",
  };
}
