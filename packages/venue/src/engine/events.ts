import type { ConditionId, Hex, Side, TickSize, TokenId } from "@pm/core-types";
import type { EngineMode, EventView, MarketView, OrderView, TradeView } from "./types.ts";

/**
 * One level of one token's book after a change. The book and its complement mirror each other, so changes come in
 * pairs: the token the order was for, then its complement at `1 − price` on the other side.
 */
export type BookItem = {
  readonly tokenId: TokenId;
  readonly side: Side;
  readonly price: string;
  /** New aggregate, `"0"` when the level is gone. */
  readonly size: string;
  /** `"0"` when there is no bid. */
  readonly bestBid: string;
  /** `"1"` when there is no ask. */
  readonly bestAsk: string;
  /**
   * Hash of the token's whole book after the engine step. Computed when first read; read it inside the listener,
   * because the book moves on.
   */
  readonly hash: string;
};

/** What moved a book. */
export type BookCause = "placement" | "cancellation" | "match";

/** Levels that changed in one engine step, in the order they changed. */
export type BookChangedEvent = {
  readonly type: "book";
  readonly timestamp: number;
  readonly conditionId: ConditionId;
  readonly cause: BookCause;
  readonly items: readonly BookItem[];
};

/** Something happened to an order: it came to the exchange, matched, or ended. */
export type OrderEvent = {
  readonly type: "order";
  readonly kind: "PLACEMENT" | "UPDATE" | "CANCELLATION";
  readonly timestamp: number;
  readonly order: OrderView;
};

/** Orders met, or their settlement moved on. `previous` is undefined when the trade is new. */
export type TradeEvent = {
  readonly type: "trade";
  readonly timestamp: number;
  readonly trade: TradeView;
  readonly previous: TradeView["status"] | undefined;
};

/** A token's last trade price, from the taker's view. */
export type LastTradeEvent = {
  readonly type: "last_trade";
  readonly timestamp: number;
  readonly conditionId: ConditionId;
  readonly tokenId: TokenId;
  readonly price: string;
  readonly size: string;
  readonly side: Side;
  readonly transactionHash: Hex;
};

/** The grid of a market changed; both tokens change together. */
export type TickSizeEvent = {
  readonly type: "tick_size";
  readonly timestamp: number;
  readonly conditionId: ConditionId;
  readonly tokenIds: readonly [TokenId, TokenId];
  readonly oldTickSize: TickSize;
  readonly newTickSize: TickSize;
};

/** A market was listed, changed its state, or was resolved (`market.payouts`). */
export type MarketEvent = {
  readonly type: "market";
  readonly kind: "created" | "state" | "resolved";
  readonly timestamp: number;
  readonly market: MarketView;
};

/** An event (group of markets) was listed. */
export type GroupEvent = { readonly type: "event"; readonly timestamp: number; readonly event: EventView };

/** The engine's mode changed. */
export type ModeEvent = {
  readonly type: "mode";
  readonly timestamp: number;
  readonly mode: EngineMode;
  readonly previous: EngineMode;
};

/** Everything the engine tells, in the order it happened. Listeners must not call back into the engine. */
export type EngineEvent =
  | BookChangedEvent
  | OrderEvent
  | TradeEvent
  | LastTradeEvent
  | TickSizeEvent
  | MarketEvent
  | GroupEvent
  | ModeEvent;
