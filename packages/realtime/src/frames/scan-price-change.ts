import { NOT_UNITS, UNITS } from "../book/units.ts";
import type { TokenEntry, TokenIndex } from "../market/token-index.ts";
import { type FrameBytes, type Template, template } from "./frame-bytes.ts";

/** More changes than this in one frame go the general way. */
const MAX_CHANGES = 64;

const QUOTE = 34;
const SPACE = 32;
const HASH = 40;
/** Length of a market's id, nearly always. */
const MARKET = 66;

/** The texts between the values, as the venue writes them: without spaces, or with one after each comma. */
const words = (space: string) => ({
  changes: template(`",${space}"price_changes":[{"asset_id":"`),
  price: template(`,${space}"price":"`),
  size: template(`,${space}"size":"`),
  buy: template(`,${space}"side":"BUY",${space}"hash":"`),
  sell: template(`,${space}"side":"SELL",${space}"hash":"`),
  bid: template(`,${space}"best_bid":"`),
  ask: template(`,${space}"best_ask":"`),
  next: template(`},${space}{"asset_id":"`),
  end: template(`}],${space}"timestamp":"`),
  type: template(`,${space}"event_type":"price_change"}`),
});
const COMPACT = words("");
const SPACED = words(" ");
const START = template('{"market":"');

/**
 * Reads `price_change` frames in the exact form in which the venue sends them, straight from their bytes: no objects,
 * no strings, every character accounted for. Whatever differs in the least, be it another order of keys, an escape,
 * an unknown token, a price out of range, is refused whole and goes the general way.
 */
export class PriceChangeScanner<Value> {
  count = 0;
  /** Venue time, Unix milliseconds. */
  timestamp = 0;
  readonly entries: TokenEntry<Value>[] = [];
  readonly isBid: Uint8Array = new Uint8Array(MAX_CHANGES);
  /** Integers of 10⁻⁶. */
  readonly prices: Int32Array = new Int32Array(MAX_CHANGES);
  readonly sizes: Float64Array = new Float64Array(MAX_CHANGES);
  readonly bestBids: Int32Array = new Int32Array(MAX_CHANGES);
  readonly bestAsks: Int32Array = new Int32Array(MAX_CHANGES);
  /** Where each hash stands in the text: 40 hex digits. */
  readonly hashAt: Int32Array = new Int32Array(MAX_CHANGES);

  /**
   * True when the whole frame was read; everything here then describes it until the next call. `frame` holds the bytes
   * of `text`.
   *
   * The market's id is left for `isOf`: it is known from the books.
   */
  scan(frame: FrameBytes, text: string, tokens: TokenIndex<Value>): boolean {
    if (!frame.has(START, 0)) return false;
    const usual = START.length + MARKET;
    const marketEnd = frame.bytes[usual] === QUOTE ? usual : text.indexOf('"', START.length);
    const parts = frame.bytes[marketEnd + 2] === SPACE ? SPACED : COMPACT;
    if (marketEnd < 0 || !frame.has(parts.changes, marketEnd)) return false;
    let at = marketEnd + parts.changes.length;
    let count = 0;
    for (;;) {
      if (count === MAX_CHANGES) return false;
      const entry = tokens.find(frame, at);
      if (entry === undefined) return false;
      at = this.#change(frame, count, at + entry.text.length, parts);
      if (at < 0) return false;
      this.entries[count] = entry;
      count++;
      if (frame.has(parts.next, at)) {
        at += parts.next.length;
        continue;
      }
      if (!frame.has(parts.end, at)) return false;
      at += parts.end.length;
      break;
    }
    const timestamp = frame.time(at);
    at += 14;
    // Everything read lies before this end, so nothing was read that another frame left behind.
    if (timestamp < 0 || !frame.has(parts.type, at) || at + parts.type.length !== text.length) return false;
    this.timestamp = timestamp;
    this.count = count;
    return true;
  }

  /** True when the frame is of this market: its id with the quote behind it. */
  isOf(frame: FrameBytes, market: Template): boolean {
    return frame.has(market, START.length);
  }

  /** Reads one change from behind its token; where it ends, or −1. */
  #change(frame: FrameBytes, index: number, start: number, parts: typeof COMPACT): number {
    const { bytes } = frame;
    if (!frame.has(parts.price, start)) return -1;
    const price = frame.units(start + parts.price.length);
    if (price <= 0 || price >= UNITS) return -1;
    if (!frame.has(parts.size, frame.end)) return -1;
    const size = frame.units(frame.end + parts.size.length);
    if (size === NOT_UNITS) return -1;
    let at = frame.end;
    const isBid = frame.has(parts.buy, at);
    if (!isBid && !frame.has(parts.sell, at)) return -1;
    at += isBid ? parts.buy.length : parts.sell.length;
    if (!frame.isHex(at, HASH) || bytes[at + HASH] !== QUOTE) return -1;
    this.hashAt[index] = at;
    at += HASH + 1;
    if (!frame.has(parts.bid, at)) return -1;
    const bestBid = frame.units(at + parts.bid.length);
    if (bestBid === NOT_UNITS || bestBid > UNITS || !frame.has(parts.ask, frame.end)) return -1;
    const bestAsk = frame.units(frame.end + parts.ask.length);
    if (bestAsk === NOT_UNITS || bestAsk > UNITS) return -1;
    this.isBid[index] = isBid ? 1 : 0;
    this.prices[index] = price;
    this.sizes[index] = size;
    this.bestBids[index] = bestBid;
    this.bestAsks[index] = bestAsk;
    return frame.end;
  }
}
