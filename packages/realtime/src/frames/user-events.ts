import type {
  ConditionId,
  OrderId,
  SettlementStatus,
  Side,
  TimeInForce,
  TokenId,
  TradeId,
} from "@pm/core-types";

/** What the venue says an order event is about; it may add others. */
export type OrderAction = "PLACEMENT" | "UPDATE" | "CANCELLATION" | (string & {});

/** Known states of an order; the venue may add others. */
export type OrderStatus =
  | "LIVE"
  | "MATCHED"
  | "DELAYED"
  | "UNMATCHED"
  | "CANCELED"
  | "INVALID"
  | (string & {});

/** One of your orders was placed, changed or ended. Decimals stay text: exact. */
export type OrderEvent = {
  readonly type: "order";
  readonly action: OrderAction;
  readonly orderId: OrderId;
  readonly conditionId: ConditionId;
  readonly tokenId: TokenId;
  /** API key of the order's owner. */
  readonly owner: string;
  readonly side: Side;
  /** pUSD per share. */
  readonly price: string;
  /** Shares. */
  readonly originalSize: string;
  /** Shares matched so far; undefined when the venue left it empty, as it does for killed orders. */
  readonly sizeMatched: string | undefined;
  readonly status: OrderStatus | undefined;
  /** Why the venue ended it: the text after `CANCELED_`. */
  readonly statusReason: string | undefined;
  readonly timeInForce: TimeInForce | (string & {}) | undefined;
  readonly outcome: string | undefined;
  readonly makerAddress: string | undefined;
  readonly tradeIds: readonly TradeId[];
  /** Unix milliseconds. */
  readonly createdAt: number | undefined;
  /** Unix milliseconds; undefined: none. */
  readonly expiresAt: number | undefined;
  /** Venue time, Unix milliseconds. */
  readonly timestamp: number;
  readonly raw: Readonly<Record<string, unknown>>;
};

/** One resting order's part in a trade. */
export type MakerPart = {
  readonly orderId: OrderId;
  readonly owner: string;
  readonly makerAddress: string | undefined;
  readonly tokenId: TokenId;
  /** Shares. */
  readonly matchedAmount: string;
  readonly price: string;
  readonly side: Side | undefined;
  readonly outcome: string | undefined;
};

/** A trade of yours, at each stage of its settlement. The top level is the taker's order, whoever hears it. */
export type TradeEvent = {
  readonly type: "trade";
  readonly tradeId: TradeId;
  readonly takerOrderId: OrderId;
  readonly conditionId: ConditionId;
  readonly tokenId: TokenId;
  /** API key of the taker. */
  readonly owner: string;
  readonly side: Side;
  /** Shares. */
  readonly size: string;
  readonly price: string;
  readonly status: SettlementStatus;
  /** Your part in it, when the venue says so. */
  readonly role: "TAKER" | "MAKER" | undefined;
  readonly makerOrders: readonly MakerPart[];
  readonly feeRateBps: string | undefined;
  readonly outcome: string | undefined;
  readonly makerAddress: string | undefined;
  /** May be replaced by another before CONFIRMED. */
  readonly transactionHash: string | undefined;
  /** Unix milliseconds. */
  readonly matchedAt: number | undefined;
  /** Venue time, Unix milliseconds. */
  readonly timestamp: number;
  readonly raw: Readonly<Record<string, unknown>>;
};

/** Everything the user channel says. */
export type UserEvent = OrderEvent | TradeEvent;
