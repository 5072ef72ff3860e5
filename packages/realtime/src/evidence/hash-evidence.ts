import type { TickSize } from "@pm/core-types";
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

/** Tick sizes, the usual ones first: tried like the minimum sizes when no frame says one. */
const TICKS: readonly TickSize[] = ["0.01", "0.001", "0.0001", "0.005", "0.0025", "0.1"];

/** Hashes tried in vain before a book is left without this evidence, unless a frame says its tick size. */
const ATTEMPTS = 8;
/** Doubts in a row with no hash confirmed between them: then it is the hashes that are not understood, not the books. */
const CONTRADICTIONS = 3;

/**
 * How often in a row no hash of any book could be explained. Where hashes mean something else, thousands of books must
 * not all find that out.
 */
export class HashLearning {
  #vain = 0;

  /** True when a book may try; after many failures one in a while. */
  mayTry(): boolean {
    return this.#vain < IN_VAIN || this.#vain++ % RETRY_EVERY === 0;
  }

  tried(isExplained: boolean): void {
    this.#vain = isExplained ? 0 : this.#vain + 1;
  }
}
const IN_VAIN = 500;
const RETRY_EVERY = 100;

type Said = { readonly [Key in keyof BookConstants]?: BookConstants[Key] | undefined };

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
  #attempts = ATTEMPTS;
  #contradictions = 0;
  #bestBid = 0;
  #bestAsk = 0;
  readonly #learning: HashLearning;

  constructor(learning: HashLearning) {
    this.#learning = learning;
  }

  /** True when hashes of this book can be judged at all. */
  get isCalibrated(): boolean {
    return this.#constants !== undefined;
  }

  /** The tick size that the hashes confirmed; undefined before. */
  get tickSize(): string | undefined {
    return this.#constants?.tickSize;
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
    if (event.hash === "") return;
    if (event.lastTradePrice !== undefined) this.#lastTradePrice = event.lastTradePrice;
    const said = { minOrderSize: event.minOrderSize, tickSize: event.tickSize, negRisk: event.negRisk };
    const known = this.#constants;
    if (known !== undefined) {
      this.#constants = {
        minOrderSize: said.minOrderSize ?? known.minOrderSize,
        tickSize: said.tickSize ?? known.tickSize,
        negRisk: said.negRisk ?? known.negRisk,
      };
    } else if (said.tickSize !== undefined || this.#mayTry()) {
      this.#learn(book, event.timestamp, event.hash, said);
    }
  }

  /** The price grid changed; the next book may not say so. */
  tickSizeChanged(tickSize: string): void {
    if (this.#constants !== undefined) this.#constants = { ...this.#constants, tickSize };
  }

  /** Hashes speak against the book. When no new book ever changes that, they are forgotten, and may be learnt anew. */
  contradicted(): void {
    if (++this.#contradictions < CONTRADICTIONS) return;
    this.#constants = undefined;
    this.#contradictions = 0;
  }

  /**
   * The same from the hash of a change: a book that came in the middle of things says neither its tick size nor its
   * last trade price. False when the hash could not be explained; tried a few times only.
   */
  learn(book: OrderBook, timestamp: number, hash: string): boolean {
    return this.#mayTry() && this.#learn(book, timestamp, hash, {});
  }

  #mayTry(): boolean {
    if (this.#attempts === 0) return false;
    this.#attempts--;
    return true;
  }

  #learn(book: OrderBook, timestamp: number, hash: string, said: Said): boolean {
    if (!this.#learning.mayTry()) return false;
    const isExplained = this.#explain(book, timestamp, hash, said);
    this.#learning.tried(isExplained);
    return isExplained;
  }

  #explain(book: OrderBook, timestamp: number, hash: string, said: Said): boolean {
    const known = this.#constants;
    const tickSize = said.tickSize ?? known?.tickSize ?? book.tickSize;
    const ticks = tickSize === undefined ? TICKS.filter((tick) => isGridOf(book, tick)) : [tickSize];
    const sizes = choices(said.minOrderSize, known?.minOrderSize, MIN_SIZES);
    const flags = choices(said.negRisk, known?.negRisk, [true, false]);
    for (const tick of ticks) {
      for (const minOrderSize of sizes) {
        for (const negRisk of flags) {
          const constants = { minOrderSize, tickSize: tick, negRisk };
          if (!this.#matches(book, constants, timestamp, hash)) continue;
          this.#constants = constants;
          this.#contradictions = 0;
          this.#attempts = ATTEMPTS;
          return true;
        }
      }
    }
    return false;
  }

  /** True when the book's levels explain `hash`, for some last trade price it may have. */
  confirms(book: OrderBook, timestamp: number, hash: string): boolean {
    if (this.#constants === undefined || !this.#matches(book, this.#constants, timestamp, hash)) return false;
    this.#contradictions = 0;
    return true;
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

/** What was said, else what is known, else all that it may be. */
function choices<T>(said: T | undefined, known: T | undefined, all: readonly T[]): readonly T[] {
  const one = said ?? known;
  return one === undefined ? all : [one];
}

/** True when every price of the book lies on the grid of `tickSize`. */
function isGridOf(book: OrderBook, tickSize: TickSize): boolean {
  const tick = parseUnits(tickSize);
  const { bids, asks } = book.sides;
  for (const side of [bids, asks]) {
    for (let at = 0; at < side.count; at++) if (side.priceAt(at) % tick !== 0) return false;
  }
  return true;
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
