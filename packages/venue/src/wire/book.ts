import type { BookView } from "../engine/index.ts";

/** A book as REST answers it; key order as in production. */
export type WireBook = {
  readonly market: string;
  readonly asset_id: string;
  /** Unix milliseconds. */
  readonly timestamp: string;
  readonly hash: string;
  readonly bids: BookView["bids"];
  readonly asks: BookView["asks"];
  readonly min_order_size: string;
  readonly tick_size: string;
  readonly neg_risk: boolean;
  readonly last_trade_price: string;
  /** Only on markets of protocol version 2. */
  readonly version?: "v2";
};

/** @see WireBook */
export function bookWire(book: BookView, version: "v1" | "v2" = "v1"): WireBook {
  return {
    market: book.conditionId,
    asset_id: book.tokenId,
    timestamp: String(book.timestamp),
    hash: book.hash,
    bids: book.bids,
    asks: book.asks,
    min_order_size: book.minOrderSize,
    tick_size: book.tickSize,
    neg_risk: book.negRisk,
    last_trade_price: book.lastTradePrice,
    ...(version === "v2" ? { version } : {}),
  };
}
