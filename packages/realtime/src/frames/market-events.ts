import type { ConditionId, Side, TokenId } from "@pm/core-types";

/** A price level as sent: decimal text, exact. */
export type WireLevel = { readonly price: string; readonly size: string };

/** What every event of the market channel carries. Decimals stay text: exact, and free until they are needed. */
type Base<Type extends string> = {
  readonly type: Type;
  readonly conditionId: ConditionId;
  /** Venue time, Unix milliseconds; 0 when the frame had none. */
  readonly timestamp: number;
};

/** A whole book: on subscribing and after a trade. Bids ascend, asks descend: best last. */
export type BookEvent = Base<"book"> & {
  readonly tokenId: TokenId;
  readonly bids: readonly WireLevel[];
  readonly asks: readonly WireLevel[];
  /** SHA-1 of the canonical book; empty when not sent. */
  readonly hash: string;
  /** The fields below come with some book frames only. */
  readonly tickSize: string | undefined;
  readonly minOrderSize: string | undefined;
  readonly negRisk: boolean | undefined;
  readonly lastTradePrice: string | undefined;
};

/** One changed level. */
export type PriceChangeEvent = Base<"price_change"> & {
  readonly tokenId: TokenId;
  readonly price: string;
  /** The new whole size at `price`, in shares; `"0"`: the level is gone. */
  readonly size: string;
  /** BUY changes a bid, SELL an ask. */
  readonly side: Side;
  /** Hash of the whole book after the change. */
  readonly hash: string;
  readonly bestBid: string | undefined;
  readonly bestAsk: string | undefined;
};

/** A trade. */
export type LastTradePriceEvent = Base<"last_trade_price"> & {
  readonly tokenId: TokenId;
  readonly price: string;
  readonly size: string | undefined;
  /** The taker's side. */
  readonly side: Side | undefined;
  readonly feeRateBps: string | undefined;
  readonly transactionHash: string | undefined;
};

/** The price grid of a token changed: a new book follows. */
export type TickSizeChangeEvent = Base<"tick_size_change"> & {
  readonly tokenId: TokenId;
  readonly oldTickSize: string | undefined;
  readonly newTickSize: string;
};

/** Best prices (custom feature). */
export type BestBidAskEvent = Base<"best_bid_ask"> & {
  readonly tokenId: TokenId;
  readonly bestBid: string | undefined;
  readonly bestAsk: string | undefined;
  readonly spread: string | undefined;
};

/** A market was created (custom feature). */
export type NewMarketEvent = Base<"new_market"> & {
  readonly id: string;
  readonly question: string | undefined;
  readonly slug: string | undefined;
  readonly tokenIds: readonly TokenId[];
  readonly outcomes: readonly string[];
  readonly raw: Readonly<Record<string, unknown>>;
};

/** A market was resolved (custom feature). */
export type MarketResolvedEvent = Base<"market_resolved"> & {
  readonly id: string;
  readonly tokenIds: readonly TokenId[];
  readonly winningTokenId: TokenId | undefined;
  readonly winningOutcome: string | undefined;
  readonly raw: Readonly<Record<string, unknown>>;
};

/** Everything the market channel says about one token. */
export type TokenEvent =
  | BookEvent
  | PriceChangeEvent
  | LastTradePriceEvent
  | TickSizeChangeEvent
  | BestBidAskEvent;

/** Everything the market channel says. */
export type MarketEvent = TokenEvent | NewMarketEvent | MarketResolvedEvent;

/** The event types this library knows. */
export const MARKET_EVENT_TYPES = [
  "book",
  "price_change",
  "last_trade_price",
  "tick_size_change",
  "best_bid_ask",
  "new_market",
  "market_resolved",
] as const satisfies readonly MarketEvent["type"][];
