/**
 * The Polymarket exchange over sockets: market events, order books that say how far they are to be believed, and
 * your own orders and trades.
 *
 * @packageDocumentation
 */

export { OrderBook, type ReadonlyBook, type TopEvidence } from "./book/order-book.ts";
export { createConnection } from "./connection/connection.ts";
export type * from "./connection/options.ts";
export { emptyStats, type FeedStats } from "./evidence/feed-stats.ts";
export { DEFAULT_HASH_POLICY, type HashPolicy } from "./evidence/hash-policy.ts";
export type { TrackedBook } from "./evidence/tracked-book.ts";
export type { TrustLevel, TrustReason } from "./evidence/trust.ts";
export { ANOMALY_KINDS, type Anomaly, type AnomalyKind } from "./frames/anomaly.ts";
export * from "./frames/market-events.ts";
export { type FrameSink, readMarketFrame } from "./frames/read-market-frame.ts";
export { readUserFrame } from "./frames/read-user-frame.ts";
export * from "./frames/user-events.ts";
export {
  createLiveDataStream,
  type LiveDataStream,
  type LiveDataStreamOptions,
} from "./live-data/live-data-stream.ts";
export type { LegacyMarket, RfqQuote, RfqRequest } from "./live-data/older-payloads.ts";
export type { ActivityTrade, Comment, PriceHistory, PriceTick, Reaction } from "./live-data/payloads.ts";
export { type LiveDataEvent, readLiveDataFrame } from "./live-data/read-live-data-frame.ts";
export type { LiveDataStreamName, LiveDataStreams } from "./live-data/streams.ts";
export { type BookView, viewOf } from "./market/book-view.ts";
export { MarketFeed, type MarketFeedOptions } from "./market/market-feed.ts";
export {
  createMarketStream,
  type MarketStream,
  type MarketStreamOptions,
  type Subscription,
} from "./market/market-stream.ts";
export type { RecoveryOptions } from "./market/supervisor.ts";
export {
  PRICE_CHANNELS,
  type PriceChannelName,
  type PriceChannels,
  type TokenPrice,
} from "./prices/price-channels.ts";
export type { PriceEvent } from "./prices/price-events.ts";
export { createPriceStream, type PriceStream, type PriceStreamOptions } from "./prices/price-stream.ts";
export type { QueuePolicy } from "./queue/bounded-queue.ts";
export type { Iteration, QueueOptions } from "./queue/iterations.ts";
export {
  RECORDING_HEADER,
  type RecordingEntry,
  type ReplayLine,
  readReplayLine,
  writeEntry,
} from "./recording/entry.ts";
export { type Replayed, type ReplayOptions, type ReplayReport, replay } from "./recording/replay.ts";
export { createRecorder, type Recorder, type RecordingSink } from "./recording/tap.ts";
export { type WebSocketOptions, webSockets } from "./sockets/web-socket.ts";
export {
  createSportsStream,
  type SportsResult,
  type SportsStream,
  type SportsStreamOptions,
} from "./sports/sports-stream.ts";
export type { Gap } from "./user/recovery.ts";
export {
  createUserStream,
  type UserCredentials,
  type UserStateEvent,
  type UserStream,
  type UserStreamEvent,
  type UserStreamOptions,
  type UserStreamStats,
} from "./user/user-stream.ts";
