import type { Levels } from "../book/levels.ts";
import type { OrderBook } from "../book/order-book.ts";
import { formatUnits, UNITS } from "../book/units.ts";
import { type Template, template } from "../frames/frame-bytes.ts";

/** What the venue hashes beside the levels and what not every frame says. */
export type BookConstants = {
  readonly minOrderSize: string;
  readonly tickSize: string;
  readonly negRisk: boolean;
};

const { floor } = Math;

/** Longest level: `{"price":"0.123456","size":"9007199254.740991"},`. */
const LEVEL_BYTES = 52;
/** Everything else, ids included. */
const FRAME_BYTES = 512;

const COMMA = 44;
const QUOTE = 34;
const BRACE = 125;
const ZERO = 48;
const POINT = 46;
const INT32 = 0x7fffffff;

/** The finest grid there is, in integers of 10⁻⁶. */
const GRID = 100;
/** `{"price":"0.5","size":"` by price on that grid: a few hundred for all books of a process. */
const levelStarts: (Template | undefined)[] = Array.from({ length: UNITS / GRID });

/**
 * Writes the canonical text of books, byte for byte as `canonicalBook` of @pm/core-types, up to the last field: the
 * last trade price, which is tried with several values. One buffer serves all books.
 */
export class CanonicalWriter {
  bytes: Uint8Array = new Uint8Array(16_384);
  #view = new DataView(this.bytes.buffer);
  #at = 0;

  /** Writes the head of `book`'s text and returns its length in `bytes`. */
  write(book: OrderBook, constants: BookConstants, timestamp: number): number {
    const { bids, asks } = book.sides;
    const needed = FRAME_BYTES + (bids.count + asks.count) * LEVEL_BYTES;
    if (this.bytes.length < needed) {
      this.bytes = new Uint8Array(needed * 2);
      this.#view = new DataView(this.bytes.buffer);
    }
    this.#at = 0;
    this.#text(`{"market":"${book.conditionId}","asset_id":"${book.tokenId}","timestamp":"`);
    this.#text(`${timestamp}","hash":"","bids":[`);
    this.#levels(bids);
    this.#text('],"asks":[');
    this.#levels(asks);
    this.#text(
      `],"min_order_size":"${constants.minOrderSize}","tick_size":"${constants.tickSize}",` +
        `"neg_risk":${constants.negRisk},"last_trade_price":"`,
    );
    return this.#at;
  }

  #text(text: string): void {
    const { bytes } = this;
    let at = this.#at;
    for (let n = 0; n < text.length; n++) bytes[at++] = text.charCodeAt(n);
    this.#at = at;
  }

  #levels(levels: Levels): void {
    const { bytes } = this;
    const view = this.#view;
    let at = this.#at;
    for (let index = 0; index < levels.count; index++) {
      if (index > 0) bytes[at++] = COMMA;
      // Word by word, the last one overlapping: several times as quick as `set` for so few bytes.
      const { words, last, length } = startOf(levels.priceAt(index));
      for (let n = 0; n < words.length; n++) view.setUint32(at + n * 4, words[n] as number, true);
      at += length;
      view.setUint32(at - 4, last, true);
      at = writeUnits(bytes, at, levels.sizeAt(index));
      bytes[at++] = QUOTE;
      bytes[at++] = BRACE;
    }
    this.#at = at;
  }
}

/** Writes the shortest text of an amount, as `formatUnits`, and tells where it ends. */
function writeUnits(bytes: Uint8Array, start: number, units: number): number {
  const whole = floor(units / UNITS);
  let at = start + digitsOf(whole);
  let n = at - 1;
  let rest = whole;
  // Beyond the 32-bit integers divisions are slow; few sizes go there.
  for (; rest > INT32; n--) {
    const next = floor(rest / 10);
    bytes[n] = ZERO + rest - next * 10;
    rest = next;
  }
  for (; n >= start; n--) {
    const next = (rest / 10) | 0;
    bytes[n] = ZERO + rest - next * 10;
    rest = next;
  }
  let fraction = (units - whole * UNITS) | 0;
  if (fraction === 0) return at;
  bytes[at++] = POINT;
  for (let scale = UNITS / 10; fraction > 0; scale = (scale / 10) | 0) {
    const digit = (fraction / scale) | 0;
    bytes[at++] = ZERO + digit;
    fraction -= digit * scale;
  }
  return at;
}

function digitsOf(whole: number): number {
  let digits = 1;
  for (let limit = 10; whole >= limit; limit *= 10) digits++;
  return digits;
}

/** A price as the venue writes it in `last_trade_price`: at least three decimals. */
export function tradePriceText(units: number): string {
  const shortest = formatUnits(units);
  const decimals = shortest.includes(".") ? shortest.length - shortest.indexOf(".") - 1 : 0;
  if (decimals >= 3) return shortest;
  return `${decimals === 0 ? `${shortest}.` : shortest}${"0".repeat(3 - decimals)}`;
}

function startOf(price: number): Template {
  const ticks = price / GRID;
  return levelStarts[ticks] ?? makeStart(price, ticks);
}

function makeStart(price: number, ticks: number): Template {
  const start = template(`{"price":"${formatUnits(price)}","size":"`);
  if (ticks === (ticks | 0)) levelStarts[ticks] = start;
  return start;
}
