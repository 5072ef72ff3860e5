import { type ConditionId, TICK_SIZES } from "@pm/core-types";
import type { FlatLevels } from "../book/order-book.ts";
import { NOT_UNITS, UNITS } from "../book/units.ts";
import type { SnapshotInfo } from "../evidence/tracked-book.ts";
import type { TokenEntry, TokenIndex } from "../market/token-index.ts";
import { FrameBytes, template } from "./frame-bytes.ts";

/** Larger replies go the general way. */
const MAX_LEVELS = 262_144;

const TICKS: ReadonlySet<string> = new Set(TICK_SIZES);

const QUOTE = 34;
const COMMA = 44;
const SPACE = 32;
const OPEN = 91;
const CLOSE = 93;
const BEGIN = 123;
const END = 125;
const HASH = 40;
const MARKET_HEX = 64;

/** Every key a `book` has, with its colon; the first two characters tell them apart, the rest is compared. */
const KEYS = {
  market: template('"market":"0x'),
  asset: template('"asset_id":"'),
  timestamp: template('"timestamp":"'),
  hash: template('"hash":"'),
  bids: template('"bids":['),
  asks: template('"asks":['),
  tick: template('"tick_size":"'),
  minimum: template('"min_order_size":"'),
  negRisk: template('"neg_risk":'),
  lastTrade: template('"last_trade_price":"'),
  type: template('"event_type":"book"'),
};
const TRUE = template("true");
const FALSE = template("false");
const PRICE = template('{"price":"');
const SIZE = template(',"size":"');
const SIZE_SPACED = template(', "size":"');

const SEEN = { market: 1, asset: 2, timestamp: 4, hash: 8, bids: 16, asks: 32, type: 64 } as const;
const ALL_SEEN = 127;

const NO_FRAME = new FrameBytes();

/** One book of a scanned frame. */
export type ScannedBook<Value> = FlatLevels & SnapshotInfo & { readonly entry: TokenEntry<Value> };

type Draft<Value> = { -readonly [Key in keyof ScannedBook<Value>]?: ScannedBook<Value>[Key] | undefined };

/**
 * Reads `book` frames, one book or the array that answers a subscription, straight from their bytes. Keys may come in
 * any order; whatever is not exactly as the venue writes it is refused whole and goes the general way.
 */
export class BookScanner<Value> {
  /** The books of the frame that was read last. */
  readonly books: ScannedBook<Value>[] = [];

  #frame = NO_FRAME;
  #prices = new Int32Array(4_096);
  #sizes = new Float64Array(4_096);
  #levels = 0;
  #at = 0;

  /** True when the whole frame was read; `frame` holds the bytes of `text`. */
  scan(frame: FrameBytes, text: string, tokens: TokenIndex<Value>): boolean {
    this.#frame = frame;
    this.books.length = 0;
    this.#levels = 0;
    const isList = frame.bytes[0] === OPEN;
    this.#at = isList ? 1 : 0;
    for (;;) {
      const book = this.#book(text, tokens);
      if (book === undefined) return false;
      this.books.push(book);
      if (!isList || frame.bytes[this.#at] !== COMMA) break;
      this.#at += frame.bytes[this.#at + 1] === SPACE ? 2 : 1;
    }
    if (isList && frame.bytes[this.#at++] !== CLOSE) return false;
    // Everything read lies before this end, so nothing was read that another frame left behind.
    if (this.#at !== text.length) return false;
    // The lists may have grown while they were filled.
    for (const book of this.books) Object.assign(book, { prices: this.#prices, sizes: this.#sizes });
    return true;
  }

  #book(text: string, tokens: TokenIndex<Value>): ScannedBook<Value> | undefined {
    const { bytes } = this.#frame;
    if (bytes[this.#at++] !== BEGIN) return undefined;
    const draft: Draft<Value> = {};
    let seen = 0;
    for (;;) {
      const bit = this.#field(text, tokens, draft);
      if (bit < 0 || (seen & bit) !== 0) return undefined;
      seen |= bit;
      const next = bytes[this.#at++];
      if (next === END) break;
      if (next !== COMMA) return undefined;
      if (bytes[this.#at] === SPACE) this.#at++;
    }
    // Bids stand before asks in the lists, as the venue sends them.
    if ((seen & ALL_SEEN) !== ALL_SEEN || (draft.bidsFrom as number) > (draft.asksFrom as number))
      return undefined;
    if ((draft.end as number) !== this.#levels) return undefined;
    return draft as ScannedBook<Value>;
  }

  /** Reads one key and its value; a bit that tells which, or −1. Optional fields may be repeated: the last one counts. */
  #field(text: string, tokens: TokenIndex<Value>, draft: Draft<Value>): number {
    const frame = this.#frame;
    const { bytes } = frame;
    const at = this.#at;
    switch (bytes[at + 1]) {
      case 97: // a
        if (frame.has(KEYS.asset, at)) {
          const entry = tokens.find(frame, at + KEYS.asset.length);
          if (entry === undefined) return -1;
          draft.entry = entry;
          this.#at = at + KEYS.asset.length + entry.text.length;
          return SEEN.asset;
        }
        if (!frame.has(KEYS.asks, at) || draft.bidsFrom === undefined) return -1;
        draft.asksFrom = this.#levels;
        if (!this.#side(at + KEYS.asks.length, -1)) return -1;
        draft.end = this.#levels;
        return SEEN.asks;
      case 98: // b
        if (!frame.has(KEYS.bids, at)) return -1;
        draft.bidsFrom = this.#levels;
        return this.#side(at + KEYS.bids.length, 1) ? SEEN.bids : -1;
      case 101: // e
        this.#at = at + KEYS.type.length;
        return frame.has(KEYS.type, at) ? SEEN.type : -1;
      case 104: // h
        return this.#hash(text, draft);
      case 109: // m
        if (frame.has(KEYS.market, at)) return this.#market(text, draft);
        return this.#decimal(text, KEYS.minimum, draft, "minOrderSize");
      case 116: // t
        if (!frame.has(KEYS.timestamp, at)) return this.#decimal(text, KEYS.tick, draft, "tickSize");
        draft.timestamp = frame.time(at + KEYS.timestamp.length);
        this.#at = at + KEYS.timestamp.length + 14;
        return draft.timestamp < 0 ? -1 : SEEN.timestamp;
      case 108: // l
        return this.#decimal(text, KEYS.lastTrade, draft, "lastTradePrice");
      case 110: // n
        return this.#negRisk(draft);
      default:
        return -1;
    }
  }

  #market(text: string, draft: Draft<Value>): number {
    const start = this.#at + KEYS.market.length;
    if (!this.#frame.isHex(start, MARKET_HEX) || this.#frame.bytes[start + MARKET_HEX] !== QUOTE) return -1;
    draft.conditionId = text.slice(start - 2, start + MARKET_HEX) as ConditionId;
    this.#at = start + MARKET_HEX + 1;
    return SEEN.market;
  }

  #hash(text: string, draft: Draft<Value>): number {
    const frame = this.#frame;
    const start = this.#at + KEYS.hash.length;
    if (!frame.has(KEYS.hash, this.#at) || !frame.isHex(start, HASH) || frame.bytes[start + HASH] !== QUOTE)
      return -1;
    draft.hash = text.slice(start, start + HASH);
    this.#at = start + HASH + 1;
    return SEEN.hash;
  }

  #negRisk(draft: Draft<Value>): number {
    const frame = this.#frame;
    if (!frame.has(KEYS.negRisk, this.#at)) return -1;
    const start = this.#at + KEYS.negRisk.length;
    draft.negRisk = frame.has(TRUE, start);
    if (!draft.negRisk && !frame.has(FALSE, start)) return -1;
    this.#at = start + (draft.negRisk ? TRUE.length : FALSE.length);
    return 0;
  }

  #decimal(
    text: string,
    key: (typeof KEYS)["tick"],
    draft: Draft<Value>,
    name: "tickSize" | "minOrderSize" | "lastTradePrice",
  ): number {
    const frame = this.#frame;
    if (!frame.has(key, this.#at)) return -1;
    const start = this.#at + key.length;
    if (frame.bytes[start] === QUOTE) {
      // Sent empty: not known.
      draft[name] = undefined;
      this.#at = start + 1;
      return 0;
    }
    if (frame.units(start) === NOT_UNITS) return -1;
    const value = text.slice(start, frame.end - 1);
    // A grid that is not known is an error, and errors go the general way.
    if (name === "tickSize" && !TICKS.has(value)) return -1;
    draft[name] = value;
    this.#at = frame.end;
    return 0;
  }

  /** One side up to its closing bracket; its prices must rise (`direction` 1) or fall (−1). */
  #side(start: number, direction: 1 | -1): boolean {
    const frame = this.#frame;
    const { bytes } = frame;
    let at = start;
    if (bytes[at] === CLOSE) {
      this.#at = at + 1;
      return true;
    }
    let last = -UNITS - 1;
    for (;;) {
      if (!frame.has(PRICE, at)) return false;
      const price = frame.units(at + PRICE.length);
      at = frame.end;
      const separator = bytes[at + 1] === SPACE ? SIZE_SPACED : SIZE;
      if (price <= 0 || price >= UNITS || direction * price <= last || !frame.has(separator, at))
        return false;
      last = direction * price;
      const size = frame.units(at + separator.length);
      if (size <= 0) return false;
      if (!this.#push(price, size)) return false;
      at = frame.end;
      if (bytes[at] !== END) return false;
      const next = bytes[at + 1];
      if (next === CLOSE) break;
      if (next !== COMMA) return false;
      at += bytes[at + 2] === SPACE ? 3 : 2;
    }
    this.#at = at + 2;
    return true;
  }

  #push(price: number, size: number): boolean {
    if (this.#levels === this.#prices.length && !this.#grow()) return false;
    this.#prices[this.#levels] = price;
    this.#sizes[this.#levels++] = size;
    return true;
  }

  #grow(): boolean {
    if (this.#prices.length >= MAX_LEVELS) return false;
    const prices = new Int32Array(this.#prices.length * 2);
    const sizes = new Float64Array(prices.length);
    prices.set(this.#prices);
    sizes.set(this.#sizes);
    this.#prices = prices;
    this.#sizes = sizes;
    return true;
  }
}
