/**
 * Polymarket's read side over HTTP: Gamma (markets, events) and the Data API (positions). Every number exact.
 *
 * @packageDocumentation
 */
export { createDataApi, type DataApi } from "./create-data-api.ts";
export type { Query, ReadOptions } from "./edge/read.ts";
export type { RawRow, RejectedRow } from "./edge/rows.ts";
export type { Event } from "./gamma/event.ts";
export type { MarketQuery } from "./gamma/list-markets.ts";
export type { Market, MarketOutcome } from "./gamma/market.ts";
export { parseExact } from "./json/parse-exact.ts";
export type { Collected, Listing, Page } from "./paging/listing.ts";
export type { PositionQuery } from "./positions/list-positions.ts";
export { POSITION_STATUSES, type PositionStatus, type WalletPosition } from "./positions/position.ts";
