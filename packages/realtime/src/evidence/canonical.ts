import type { Levels } from "../book/levels.ts";
import type { OrderBook } from "../book/order-book.ts";
import { formatUnits, UNITS } from "../book/units.ts";

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

const encode = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const SIZE = encode('","size":"');
const LEVEL_END = encode('"}');

/** Bytes of `{"price":"0.5","size":"` by price: a few hundred for all books of a process, at most a few thousand. */
const levelStarts = new Map<number, Uint8Array>();
const MAX_STARTS = 20_000;

/**
 * Writes the canonical text of books, byte for byte as `canonicalBook` of @pm/core-types, up to the last field: the
 * last trade price, which is tried with several values. One buffer serves all books.
 */
export class CanonicalWriter {
  bytes: Uint8Array = new Uint8Array(16_384);
  #at = 0;

  /** Writes the head of `book`'s text and returns its length in `bytes`. */
  write(book: OrderBook, constants: BookConstants, timestamp: number): number {
    const { bids, asks } = book.sides;
    const needed = FRAME_BYTES + (bids.count + asks.count) * LEVEL_BYTES;
    if (this.bytes.length < needed) this.bytes = new Uint8Array(needed * 2);
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
    for (let index = 0; index < levels.count; index++) {
      if (index > 0) bytes[this.#at++] = 44;
      const start = startOf(levels.priceAt(index));
      bytes.set(start, this.#at);
      this.#at += start.length;
      this.#units(levels.sizeAt(index));
      bytes[this.#at++] = LEVEL_END[0] as number;
      bytes[this.#at++] = LEVEL_END[1] as number;
    }
  }

  /** The shortest text of an amount, as `formatUnits`. */
  #units(units: number): void {
    const { bytes } = this;
    const whole = floor(units / UNITS);
    let fraction = units - whole * UNITS;
    let rest = whole;
    let length = 1;
    for (let limit = 10; rest >= limit && length < 16; limit *= 10) length++;
    for (let n = this.#at + length - 1; n >= this.#at; n--) {
      const next = floor(rest / 10);
      bytes[n] = 48 + rest - next * 10;
      rest = next;
    }
    this.#at += length;
    if (fraction === 0) return;
    bytes[this.#at++] = 46;
    for (let scale = UNITS / 10; fraction > 0; scale /= 10) {
      const digit = floor(fraction / scale);
      bytes[this.#at++] = 48 + digit;
      fraction -= digit * scale;
    }
  }
}

/** A price as the venue writes it in `last_trade_price`: at least three decimals. */
export function tradePriceText(units: number): string {
  const shortest = formatUnits(units);
  const decimals = shortest.includes(".") ? shortest.length - shortest.indexOf(".") - 1 : 0;
  if (decimals >= 3) return shortest;
  return `${decimals === 0 ? `${shortest}.` : shortest}${"0".repeat(3 - decimals)}`;
}

function startOf(price: number): Uint8Array {
  let start = levelStarts.get(price);
  if (start === undefined) {
    start = new Uint8Array([...encode(`{"price":"${formatUnits(price)}`), ...SIZE]);
    if (levelStarts.size < MAX_STARTS) levelStarts.set(price, start);
  }
  return start;
}
