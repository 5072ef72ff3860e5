import type { OrderBook } from "../book/order-book.ts";
import { NOT_UNITS, parseUnits, UNITS } from "../book/units.ts";
import type { BookEvent } from "../frames/market-events.ts";
import { type BookConstants, CanonicalWriter, tradePriceText } from "./canonical.ts";
import { PrefixHash } from "./prefix-hash.ts";

// Judging is synchronous: one writer and one digest serve every book.
const writer = new CanonicalWriter();
const digest = new PrefixHash();

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
  readonly #trades = new Ring(TRADES);
  readonly #levels = new Ring(LEVELS);
  #bestBid = 0;
  #bestAsk = 0;

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
    if (units !== NOT_UNITS) this.#trades.add(units);
  }

  /** A change about to be applied to `book`. */
  noteChange(book: OrderBook, price: number): void {
    this.#levels.add(price);
    const { bids, asks } = book.sides;
    this.#bestBid = bids.best ?? 0;
    this.#bestAsk = asks.best ?? 0;
  }

  /** Learns the market's constants from a book frame, when its hash can be explained. */
  calibrate(book: OrderBook, event: Omit<BookEvent, "type" | "tokenId" | "bids" | "asks">): void {
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
  confirms(book: OrderBook, timestamp: number, hash: string): boolean {
    return this.#constants !== undefined && this.#matches(book, this.#constants, timestamp, hash);
  }

  #matches(book: OrderBook, constants: BookConstants, timestamp: number, hash: string): boolean {
    const length = writer.write(book, constants, timestamp);
    digest.setPrefix(writer.bytes, length);
    if (isHashOf(this.#lastTradePrice, hash)) return true;
    const tried = new Set([this.#lastTradePrice]);
    for (const units of this.#candidates()) {
      const text = tradePriceText(units);
      if (tried.has(text)) continue;
      tried.add(text);
      if (!isHashOf(text, hash)) continue;
      this.#lastTradePrice = text;
      return true;
    }
    return false;
  }

  *#candidates(): Generator<number> {
    for (const price of [...this.#trades.values(), ...this.#levels.values(), this.#bestBid, this.#bestAsk]) {
      if (price <= 0) continue;
      yield price;
      yield UNITS - price;
    }
  }
}

/** The last few numbers, newest first. Adding allocates nothing. */
class Ring {
  readonly #slots: Int32Array;
  #next = 0;

  constructor(size: number) {
    this.#slots = new Int32Array(size);
  }

  add(value: number): void {
    const previous = this.#next === 0 ? this.#slots.length - 1 : this.#next - 1;
    if (this.#slots[previous] === value) return;
    this.#slots[this.#next] = value;
    this.#next = (this.#next + 1) % this.#slots.length;
  }

  values(): readonly number[] {
    const size = this.#slots.length;
    return Array.from({ length: size }, (_, n) => this.#slots[(this.#next + size - 1 - n) % size] as number);
  }
}

/** True when the digested head with this last trade price has this hash. */
function isHashOf(lastTradePrice: string, hash: string): boolean {
  return digest.isHashWith(`${lastTradePrice}"}`, hash);
}
