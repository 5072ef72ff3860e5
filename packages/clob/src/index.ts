/**
 * The Polymarket exchange over HTTP: market data, accounts, trading.
 *
 * @packageDocumentation
 */
export type { AccountOptions, ClobAccount } from "./account/account.ts";
export type { GivenCredentials } from "./account/given-credentials.ts";
export type { AccountIdentity } from "./account/identity.ts";
export type { AccountKeys, BuilderKey } from "./account/keys.ts";
export type { AccountReads, TradeFilter } from "./account/reads.ts";
export type { AccountStanding, Notification, SessionSigner } from "./account/standing.ts";
export { type Clob, type ClobOptions, createClob } from "./clob.ts";
export { ORDER_TEXTS } from "./errors/order-texts.ts";
export { READ_TEXTS } from "./errors/read-texts.ts";
export type { Proof, TextRule } from "./errors/text-rule.ts";
export {
  type AccountError,
  type CreateAccountError,
  isAccountError,
  isCreateAccountError,
  isPlaceOrderError,
  isReadError,
  isRequestError,
  type PlaceOrderError,
  type ReadError,
  type RequestError,
} from "./errors/unions.ts";
export {
  createFleet,
  type Fleet,
  type FleetCall,
  type FleetDefaults,
  type WalletResult,
} from "./fleet/fleet.ts";
export type { Balance } from "./funds/funds.ts";
export type { GuardOptions } from "./guards/guards.ts";
export type { KillOptions, KillReport } from "./guards/kill-switch.ts";
export type { Heartbeat, HeartbeatOptions, HeartbeatState } from "./heartbeat/heartbeat.ts";
export type { CallOptions } from "./http/context.ts";
export type { Collected, Listing, Page, RejectedRow } from "./http/listing.ts";
export type { Journal, JournalRecord } from "./journal/journal.ts";
export { createMemoryJournal } from "./journal/memory-journal.ts";
export type { OrderFact, OrderFacts, OrderFill, OrderTerms } from "./lifecycle/facts.ts";
export { emptyFacts } from "./lifecycle/facts.ts";
export { applyFact } from "./lifecycle/join.ts";
export type { AccountNews, OrderNews, TradeNews } from "./lifecycle/news.ts";
export { type OrderEnd, type OrderPhase, type OrderState, stateOf } from "./lifecycle/state.ts";
export type { PartialOption, PartialResult } from "./market-data/batches.ts";
export type { BuilderFees, BuilderTrade } from "./market-data/builders.ts";
export type {
  HistoryInterval,
  HistoryQuery,
  PriceHistory,
  PricePoint,
} from "./market-data/fetch-price-history.ts";
export type { LastTrade, SidePrices } from "./market-data/fetch-prices.ts";
export type { SimplifiedMarket } from "./market-data/list-simplified-markets.ts";
export type { RulesCacheOptions } from "./market-data/market-rules.ts";
export type { CancelResult } from "./orders/cancel.ts";
export type { Cancelling, MarketFilter } from "./orders/cancelling.ts";
export type { CheckedOrder, Spend } from "./orders/checks.ts";
export type { DecidedOrder, Evidence } from "./orders/decided.ts";
export type { DryRun, Verdict } from "./orders/dry-run.ts";
export { fillsOf } from "./orders/fills.ts";
export type { FollowOptions } from "./orders/follow.ts";
export type { Intent, PreparedOrder } from "./orders/intent.ts";
export type { Order } from "./orders/order.ts";
export type { Replaced, ReplaceRequest } from "./orders/replace.ts";
export type { LimitOrderRequest, MarketAmount, MarketOrderRequest, OrderRequest } from "./orders/request.ts";
export type { ResolveOptions } from "./orders/resolve.ts";
export type { PlacedLeg, Trading } from "./orders/trading.ts";
export type { Earning, MarketReward, Rebate } from "./rewards/rewards.ts";
export type { Market, MarketToken } from "./wire/market.ts";
export { ORDER_STATUSES, type VenueOrder, type VenueOrderStatus } from "./wire/order.ts";
export { POST_STATUSES, type PostStatus } from "./wire/post.ts";
export type { MakerOrder, VenueTrade } from "./wire/trade.ts";
