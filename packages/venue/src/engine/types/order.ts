import type {
  Address,
  ApiKey,
  ConditionId,
  Hex,
  OrderId,
  Side,
  SignatureType,
  TimeInForce,
  TokenId,
} from "@pm/core-types";

/** The signed fields of an order, as the engine needs them. Signature and identity are the caller's to check. */
export type OrderFields = {
  readonly id: OrderId;
  readonly maker: Address;
  readonly signer: Address;
  readonly tokenId: TokenId;
  readonly side: Side;
  /** Base units. */
  readonly makerAmount: bigint;
  readonly takerAmount: bigint;
  readonly signatureType: SignatureType;
  /** Unix milliseconds, signed. */
  readonly timestamp: bigint;
  readonly builder: Hex;
};

/** One order for the engine. */
export type SubmitRequest = {
  readonly order: OrderFields;
  /** API key of the request; cancels, reads and heartbeats are scoped to it. */
  readonly owner: ApiKey;
  readonly orderType: TimeInForce;
  /** Unix seconds; 0 for none. */
  readonly expiration: number;
  readonly postOnly?: boolean;
  readonly deferExec?: boolean;
};

/** Why the engine refused an order; the text that goes on the wire is beside it. */
export type RejectCode =
  | "restarting"
  | "disabled"
  | "cancel_only"
  | "post_only_mode"
  | "invalid_payload"
  | "duplicated"
  | "banned"
  | "closed_only"
  | "market_not_ready"
  | "invalid_expiration"
  | "invalid_price"
  | "tick_size"
  | "lot_size"
  | "amount_accuracy"
  | "min_size"
  | "marketable_minimum"
  | "post_only_type"
  | "post_only_crosses"
  | "balance_allowance"
  | "fok_not_filled"
  | "fak_not_filled";

/** An order the engine took. Amounts are base units of what the order gave and got; 0 while nothing matched. */
export type Accepted = {
  readonly success: true;
  readonly orderId: OrderId;
  readonly status: "live" | "matched" | "delayed" | "unmatched";
  readonly making: bigint;
  readonly taking: bigint;
  readonly tradeIds: readonly string[];
  /** Empty until the settlement's hash is known. */
  readonly transactionHashes: readonly Hex[];
};

/** An order the engine refused. Nothing of it is on the book. */
export type Rejected = {
  readonly success: false;
  readonly orderId: OrderId;
  readonly code: RejectCode;
  /** The venue's text, to the letter. */
  readonly errorMsg: string;
  readonly httpStatus: 400 | 425 | 503;
  readonly retryAfterSeconds?: number;
};

/** What became of a submitted order. */
export type SubmitResult = Accepted | Rejected;

/** What became of cancels: ids that went, and the venue's reason for each that did not. */
export type CancelResult = {
  readonly canceled: readonly OrderId[];
  readonly notCanceled: Readonly<Record<string, string>>;
};

/** State of an order, in the venue's words. */
export type OrderStatus =
  | "LIVE"
  | "MATCHED"
  | "DELAYED"
  | "UNMATCHED"
  | "CANCELED"
  | "CANCELED_MARKET_RESOLVED"
  | "INVALID";

/** An order as it stands now. */
export type OrderView = {
  readonly id: OrderId;
  readonly owner: ApiKey;
  readonly maker: Address;
  readonly signer: Address;
  readonly signatureType: SignatureType;
  readonly conditionId: ConditionId;
  readonly tokenId: TokenId;
  readonly outcome: string;
  readonly outcomeIndex: 0 | 1;
  readonly side: Side;
  /** Decimal string, such as `"0.52"`. */
  readonly price: string;
  /** Base units of shares. */
  readonly size: bigint;
  readonly matched: bigint;
  readonly orderType: TimeInForce;
  /** Unix seconds; 0 for none. */
  readonly expiration: number;
  readonly postOnly: boolean;
  readonly status: OrderStatus;
  /** Text after `CANCELED_` on the user channel, for orders the engine killed. */
  readonly killedBy: string | undefined;
  readonly tradeIds: readonly string[];
  readonly builder: Hex;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** Which orders or trades to list; all given conditions hold. */
export type OrderFilter = {
  readonly owner?: ApiKey;
  readonly maker?: Address;
  readonly id?: string;
  readonly conditionId?: string;
  readonly tokenId?: string;
};

/** Answer to a heartbeat: the next id, or the id that was expected. */
export type HeartbeatResult =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly expected: string };
