import type { OrderBook } from "../book/order-book.ts";
import { NOT_UNITS, parseUnits, UNITS } from "../book/units.ts";
import type { BookEvent, PriceChangeEvent } from "../frames/market-events.ts";
import { type BookConstants, CanonicalWriter, tradePriceText } from "./canonical.ts";
import { PrefixSha1, readHash } from "./sha1.ts";

// Judging is synchronous: one writer and one digest serve every book.
const writer = new CanonicalWriter();
const digest = new PrefixSha1();
const wanted = new Int32Array(5);
const found = new Int32Array(5);

/** Trades and levels remembered as candidates for the hashed last trade price; counts measured on real captures. */
const TRADES = 4;
const LEVELS = 8;

/** Minimum sizes seen on the venue, the usual ones first: tried once, when a book is first seen. */
const MIN_SIZES = ["5", "15", "1", "10", "20", "50", "100", "2", "3", "25"];

/**
 * Judges one book against the hashes the venue sends.
 *
 * The hash covers a last trade price that often reaches the stream late, as its complement, or never, so the prices
 * it can be are tried. What the market's frames leave out (minimum size, neg-risk) is learned from the first book
 * whose hash it explains.
 */
export class HashEvidence {
  #constants: BookConstants | undefined;
  /** The value that matched last, tried first. */
  #lastTradePrice = "";
  #trades: number[] = [];
  #levels: number[] = [];
  #bests: number[] = [];

  /** True when hashes of this book can be judged at all. */
  get isCalibrated(): boolean {
    return this.#constants !== undefined;
  }

  /** The last trade price as the venue hashes it, as far as known. */
  get lastTradePrice(): string {
    return this.#lastTradePrice;
  }

  /** A trade of this token. */
  noteTrade(price: string): void {
    const units = parseUnits(price);
    if (units !== NOT_UNITS) remember(this.#trades, units, TRADES);
  }

  /** A change about to be applied to `book`. */
  noteChange(book: OrderBook, price: number): void {
    remember(this.#levels, price, LEVELS);
    const { bids, asks } = book.sides;
    this.#bests = [bids.best, asks.best].filter((best) => best !== undefined);
  }

  /** Learns the market's constants from a book frame, when its hash can be explained. */
  calibrate(book: OrderBook, event: BookEvent): void {
    const tickSize = event.tickSize ?? this.#constants?.tickSize ?? book.tickSize;
    if (tickSize === undefined || event.hash === "") return;
    const known = this.#constants;
    const sizes =
      event.minOrderSize !== undefined
        ? [event.minOrderSize]
        : known === undefined
          ? MIN_SIZES
          : [known.minOrderSize];
    const flags =
      event.negRisk !== undefined ? [event.negRisk] : known === undefined ? [true, false] : [known.negRisk];
    if (event.lastTradePrice !== undefined) this.#lastTradePrice = event.lastTradePrice;
    for (const minOrderSize of sizes) {
      for (const negRisk of flags) {
        const constants = { minOrderSize, tickSize, negRisk };
        if (!this.#matches(book, constants, event.timestamp, event.hash)) continue;
        this.#constants = constants;
        return;
      }
    }
    this.#constants = known === undefined ? undefined : { ...known, tickSize };
  }

  /** True when the book's levels explain `hash`, for some last trade price it may have. */
  confirms(book: OrderBook, change: Pick<PriceChangeEvent, "hash" | "timestamp">): boolean {
    return (
      this.#constants !== undefined && this.#matches(book, this.#constants, change.timestamp, change.hash)
    );
  }

  #matches(book: OrderBook, constants: BookConstants, timestamp: number, hash: string): boolean {
    if (!readHash(hash, wanted)) return false;
    const length = writer.write(book, constants, timestamp);
    digest.setPrefix(writer.bytes, length);
    if (endsIn(this.#lastTradePrice)) return true;
    const tried = new Set([this.#lastTradePrice]);
    for (const units of this.#candidates()) {
      const text = tradePriceText(units);
      if (tried.has(text)) continue;
      tried.add(text);
      if (!endsIn(text)) continue;
      this.#lastTradePrice = text;
      return true;
    }
    return false;
  }

  *#candidates(): Generator<number> {
    for (const pool of [this.#trades, this.#levels, this.#bests]) {
      for (const price of pool) {
        yield price;
        if (price < UNITS) yield UNITS - price;
      }
    }
  }
}

/** True when the digested head with this last trade price has the wanted hash. */
function endsIn(lastTradePrice: string): boolean {
  digest.finish(`${lastTradePrice}"}`, found);
  return (
    found[0] === wanted[0] &&
    found[1] === wanted[1] &&
    found[2] === wanted[2] &&
    found[3] === wanted[3] &&
    found[4] === wanted[4]
  );
}

/** Newest first, each value once, at most `limit`. */
function remember(pool: number[], value: number, limit: number): void {
  const at = pool.indexOf(value);
  if (at >= 0) pool.splice(at, 1);
  pool.unshift(value);
  if (pool.length > limit) pool.pop();
}
