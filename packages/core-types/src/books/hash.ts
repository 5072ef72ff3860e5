import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** One level as it is hashed: the wire's own strings, never reformatted. */
export type BookHashLevel = { readonly price: string; readonly size: string };

/** The fields of a book that its hash covers, as the venue writes them. */
export type BookHashInput = {
  readonly market: string;
  readonly asset_id: string;
  /** Venue time in milliseconds, as text. */
  readonly timestamp: string;
  /** Ascending price: best last. */
  readonly bids: readonly BookHashLevel[];
  /** Descending price: best last. */
  readonly asks: readonly BookHashLevel[];
  readonly min_order_size: string;
  readonly tick_size: string;
  readonly neg_risk: boolean;
  /** At least three decimals (`"0.060"`), `""` when never traded. */
  readonly last_trade_price: string;
};

/**
 * The bytes the venue hashes, as text: compact JSON with an empty `hash` in fourth place.
 *
 * The order of the keys was measured on real books; books are re-serialised because frames are often spaced.
 */
export function canonicalBook(book: BookHashInput): string {
  return JSON.stringify({
    market: book.market,
    asset_id: book.asset_id,
    timestamp: book.timestamp,
    hash: "",
    bids: book.bids.map(level),
    asks: book.asks.map(level),
    min_order_size: book.min_order_size,
    tick_size: book.tick_size,
    neg_risk: book.neg_risk,
    last_trade_price: book.last_trade_price,
  });
}

/** The venue's hash of a book: SHA-1 of its canonical text, 40 hex digits. */
export function orderBookHash(book: BookHashInput): string {
  return sha1Hex(canonicalBook(book));
}

/**
 * The hash the official client computes: keys stay in the order received, only `hash` is blanked.
 *
 * Equal to `orderBookHash` for a book in the venue's own key order.
 */
export function orderBookHashAsReceived(book: Readonly<Record<string, unknown>>): string {
  return sha1Hex(JSON.stringify({ ...book, hash: "" }));
}

/** SHA-1 of UTF-8 text, 40 hex digits. For book hashes only: SHA-1 is not collision resistant. */
export function sha1Hex(text: string): string {
  return bytesToHex(sha1(utf8ToBytes(text)));
}

function level({ price, size }: BookHashLevel): BookHashLevel {
  return { price, size };
}
