import {
  type BookLevel,
  type BookSnapshot,
  type ConditionId,
  type Decimal,
  decimal,
  OrderBookError,
  parseTickSize,
  type TickSize,
  type TokenId,
  tickRule,
} from "@pm/core-types";
import type { BookEvent, PriceChangeEvent, WireLevel } from "../frames/market-events.ts";
import { Levels } from "./levels.ts";
import { formatUnits, NOT_UNITS, parseUnits, UNITS } from "./units.ts";

/** The read side of a book. Prices in pUSD per share, sizes in shares, exact. */
export type ReadonlyBook = Pick<
  OrderBook,
  | "tokenId"
  | "conditionId"
  | "timestamp"
  | "tickSize"
  | "bestBid"
  | "bestAsk"
  | "spread"
  | "midpoint"
  | "microprice"
  | "bids"
  | "asks"
  | "sizeAt"
  | "isCrossed"
  | "snapshot"
  | "copy"
>;

/** Both sides of a book in flat lists: bids from `bidsFrom` to `asksFrom`, asks from there to `end`, worst first. */
export type FlatLevels = {
  readonly prices: Int32Array;
  readonly sizes: Float64Array;
  readonly bidsFrom: number;
  readonly asksFrom: number;
  readonly end: number;
};

/** How one change compares with what the venue said of the best prices after it. */
export type TopEvidence = {
  /** False when the change carried no best prices. */
  readonly checked: boolean;
  readonly equal: boolean;
  /** Levels dropped because the venue's best prices prove them gone. */
  readonly dropped: number;
};

/** Bits of what `applyUnits` tells: the change carried best prices; they equal ours; the book is crossed. */
export const TOP_CHECKED = 1;
export const TOP_EQUAL = 2;
export const CROSSED = 4;

/**
 * One order book, built from `book` and `price_change` events. Integers inside, exact decimals at the edge.
 *
 * It trusts what it is given; whether the result is to be believed is the business of `watchBook`.
 */
export class OrderBook {
  readonly tokenId: TokenId;
  #conditionId: ConditionId;
  #timestamp = 0;
  #tickSize: TickSize | undefined;
  /** The same in integers of 10⁻⁶; 0 while unknown. */
  #tick = 0;
  readonly #bids = new Levels("bids");
  readonly #asks = new Levels("asks");
  /** Levels the last change proved gone. */
  #dropped = 0;

  constructor(tokenId: TokenId, conditionId: ConditionId = "" as ConditionId) {
    this.tokenId = tokenId;
    this.#conditionId = conditionId;
  }

  /** The market; empty before the first event. */
  get conditionId(): ConditionId {
    return this.#conditionId;
  }

  /** Venue time of the last applied event, Unix milliseconds. */
  get timestamp(): number {
    return this.#timestamp;
  }

  /** Undefined until an event told it. */
  get tickSize(): TickSize | undefined {
    return this.#tickSize;
  }

  get bestBid(): BookLevel | undefined {
    return levelAt(this.#bids, this.#bids.count - 1);
  }

  get bestAsk(): BookLevel | undefined {
    return levelAt(this.#asks, this.#asks.count - 1);
  }

  /** Best ask − best bid; undefined while a side is empty. */
  get spread(): Decimal | undefined {
    const { bestBid, bestAsk } = this;
    return bestBid === undefined || bestAsk === undefined ? undefined : bestAsk.price.minus(bestBid.price);
  }

  get midpoint(): Decimal | undefined {
    const { bestBid, bestAsk } = this;
    return bestBid === undefined || bestAsk === undefined
      ? undefined
      : bestAsk.price.plus(bestBid.price).times("0.5");
  }

  /** Best prices weighted by the size on the other side, to 40 decimals. */
  get microprice(): Decimal | undefined {
    const { bestBid, bestAsk } = this;
    if (bestBid === undefined || bestAsk === undefined) return undefined;
    return bestBid.price
      .times(bestAsk.size)
      .plus(bestAsk.price.times(bestBid.size))
      .div(bestBid.size.plus(bestAsk.size));
  }

  /** True when a bid meets an ask, which no real book does. */
  get isCrossed(): boolean {
    const bid = this.#bids.best;
    const ask = this.#asks.best;
    return bid !== undefined && ask !== undefined && bid >= ask;
  }

  /** Bids, best first; at most `depth` of them. */
  bids(depth?: number): BookLevel[] {
    return list(this.#bids, depth);
  }

  /** Asks, best first; at most `depth` of them. */
  asks(depth?: number): BookLevel[] {
    return list(this.#asks, depth);
  }

  /** Shares resting at `price` on one side; zero when there is no such level. */
  sizeAt(side: "bids" | "asks", price: string): Decimal {
    return decimal(formatUnits((side === "bids" ? this.#bids : this.#asks).sizeOf(parseUnits(price))));
  }

  /** The whole book as plain data, best levels first, fit for `marketPrice` and `bookSlippage`. */
  snapshot(depth?: number): BookSnapshot {
    return {
      tokenId: this.tokenId,
      conditionId: this.#conditionId,
      timestamp: this.#timestamp,
      hash: "",
      bids: this.bids(depth),
      asks: this.asks(depth),
      tickSize: this.#tickSize,
      minOrderSize: undefined,
      negRisk: undefined,
      lastTradePrice: undefined,
    };
  }

  /** A copy that later events do not change. */
  copy(): OrderBook {
    const copy = new OrderBook(this.tokenId, this.#conditionId);
    copy.#timestamp = this.#timestamp;
    copy.#tickSize = this.#tickSize;
    copy.#tick = this.#tick;
    copy.#bids.copyFrom(this.#bids);
    copy.#asks.copyFrom(this.#asks);
    return copy;
  }

  /** True when both hold the same levels. */
  sameLevels(other: OrderBook): boolean {
    return this.#bids.equals(other.#bids) && this.#asks.equals(other.#asks);
  }

  /** Bids and asks as integers, worst first: for hashing and tests. */
  get sides(): { readonly bids: Levels; readonly asks: Levels } {
    return { bids: this.#bids, asks: this.#asks };
  }

  /** Forgets every level. */
  clear(): void {
    this.#bids.clear();
    this.#asks.clear();
  }

  /** Sets the price grid. @throws {InvalidTickSizeError} */
  setTickSize(tickSize: string): void {
    this.#tickSize = parseTickSize(tickSize);
    this.#tick = Number(tickRule(this.#tickSize).tick);
  }

  /** True when a price in integers of 10⁻⁶ lies on the grid, as far as the grid is known. */
  isOnGrid(price: number): boolean {
    return this.#tick === 0 || price % this.#tick === 0;
  }

  /**
   * Replaces everything by a `book` event.
   *
   * @throws {OrderBookError} for a level outside (0, 1), a size beyond 9 billion shares, or more than six decimals;
   * the book is then empty.
   */
  applySnapshot(event: BookEvent): void {
    this.clear();
    this.#conditionId = event.conditionId;
    this.#timestamp = event.timestamp;
    if (event.tickSize !== undefined) this.setTickSize(event.tickSize);
    this.#load(this.#bids, event.bids);
    this.#load(this.#asks, event.asks);
  }

  /**
   * Replaces both sides by levels in integers of 10⁻⁶ and tells whether they were that already.
   *
   * @param conditionId and timestamp of the frame they came in.
   */
  loadUnits(
    levels: FlatLevels,
    conditionId: ConditionId,
    timestamp: number,
    tickSize: string | undefined,
  ): boolean {
    if (tickSize !== undefined) this.setTickSize(tickSize);
    this.#conditionId = conditionId;
    this.#timestamp = timestamp;
    const { prices, sizes, bidsFrom, asksFrom, end } = levels;
    const sameBids = this.#bids.load(prices, sizes, bidsFrom, asksFrom);
    const sameAsks = this.#asks.load(prices, sizes, asksFrom, end);
    return sameBids && sameAsks;
  }

  /**
   * Applies one changed level, then drops levels that the venue's own best prices prove gone: when a marketable
   * order eats a level and rests there, the removal on the other side is never sent.
   *
   * @throws {OrderBookError} as `applySnapshot`; the book is then unchanged.
   */
  applyChange(event: PriceChangeEvent): TopEvidence {
    const price = priceUnits(event.price);
    const size = sizeUnits(event.size);
    const bid = event.bestBid === undefined ? NOT_UNITS : parseUnits(event.bestBid);
    const ask = event.bestAsk === undefined ? NOT_UNITS : parseUnits(event.bestAsk);
    this.#timestamp = event.timestamp;
    const found = this.applyUnits(event.side === "BUY", price, size, bid, ask);
    const checked = (found & TOP_CHECKED) !== 0;
    return { checked, equal: !checked || (found & TOP_EQUAL) !== 0, dropped: this.#dropped };
  }

  /**
   * `applyChange` in integers of 10⁻⁶, `NOT_UNITS` for best prices that were not sent. Tells in bits what the book
   * looks like then: `TOP_CHECKED`, `TOP_EQUAL`, `CROSSED`.
   */
  applyUnits(isBid: boolean, price: number, size: number, bestBid: number, bestAsk: number): number {
    const bids = this.#bids;
    const asks = this.#asks;
    (isBid ? bids : asks).set(price, size);
    let found = 0;
    if (bestBid !== NOT_UNITS && bestAsk !== NOT_UNITS) {
      this.#dropped = bids.dropBetterThan(bestBid) + asks.dropBetterThan(bestAsk);
      found = TOP_CHECKED;
    } else this.#dropped = 0;
    // An empty side is sent as best bid 0 and best ask 1.
    const bid = bids.best ?? 0;
    const ask = asks.best ?? UNITS;
    if (bid === bestBid && ask === bestAsk) found |= TOP_EQUAL;
    return bid >= ask ? found | CROSSED : found;
  }

  /** Sets the venue time of the last event, Unix milliseconds. */
  touch(timestamp: number): void {
    this.#timestamp = timestamp;
  }

  #load(side: Levels, levels: readonly WireLevel[]): void {
    try {
      for (const level of levels) side.set(priceUnits(level.price), sizeUnits(level.size));
    } catch (error) {
      this.clear();
      throw error;
    }
  }
}

/** A level's price in integers of 10⁻⁶. @throws {OrderBookError} */
export function priceUnits(text: string): number {
  const units = parseUnits(text);
  if (units > 0 && units < UNITS) return units;
  throw new OrderBookError({
    message: `${JSON.stringify(text)} is no price: it must lie between 0 and 1 with at most six decimals.`,
    context: { price: text },
  });
}

/** A level's size in integers of 10⁻⁶. @throws {OrderBookError} */
export function sizeUnits(text: string): number {
  const units = parseUnits(text);
  if (units !== NOT_UNITS) return units;
  throw new OrderBookError({
    message: `${JSON.stringify(text)} is no size: a non-negative decimal below 9 billion with at most six decimals.`,
    context: { size: text },
  });
}

function levelAt(levels: Levels, index: number): BookLevel | undefined {
  if (index < 0 || index >= levels.count) return undefined;
  return {
    price: decimal(formatUnits(levels.priceAt(index))),
    size: decimal(formatUnits(levels.sizeAt(index))),
  };
}

function list(levels: Levels, depth = levels.count): BookLevel[] {
  const out: BookLevel[] = [];
  for (let at = levels.count - 1; at >= 0 && out.length < depth; at--)
    out.push(levelAt(levels, at) as BookLevel);
  return out;
}
