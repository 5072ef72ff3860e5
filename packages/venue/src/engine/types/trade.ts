import type { Address, ApiKey, ConditionId, Hex, OrderId, Side, TokenId } from "@pm/core-types";
import type { OrderFilter } from "./order.ts";

/** How far a trade has come on chain. */
export type TradeStatus = "MATCHED" | "MINED" | "CONFIRMED" | "RETRYING" | "FAILED";

/** How two orders met: same token, both buying complements, both selling complements. */
export type MatchType = "NORMAL" | "MINT" | "MERGE";

/** One maker's part in a trade. */
export type TradeMaker = {
  readonly orderId: OrderId;
  readonly owner: ApiKey;
  readonly address: Address;
  /** Base units of the maker's shares. */
  readonly amount: bigint;
  /** Base units of pUSD the maker paid (BUY) or got (SELL), without fees. */
  readonly usd: bigint;
  readonly builderFee: bigint;
  /** In terms of the maker's own token. */
  readonly price: string;
  readonly side: Side;
  readonly tokenId: TokenId;
  readonly outcome: string;
  readonly outcomeIndex: 0 | 1;
  readonly matchType: MatchType;
};

/** One taker order against every maker it met at one price. */
export type TradeView = {
  readonly id: string;
  readonly conditionId: ConditionId;
  /** The taker's token. */
  readonly tokenId: TokenId;
  readonly outcome: string;
  readonly outcomeIndex: 0 | 1;
  /** The taker's side. */
  readonly side: Side;
  /** Base units of shares. */
  readonly size: bigint;
  /** Base units of pUSD the taker paid (BUY) or got (SELL), without fees. */
  readonly usd: bigint;
  /** In terms of the taker's token. */
  readonly price: string;
  /** Platform and builder fee of the taker, base units of pUSD. */
  readonly fee: bigint;
  readonly builderFee: bigint;
  readonly builder: Hex;
  readonly status: TradeStatus;
  /** Unix milliseconds. */
  readonly matchTime: number;
  readonly lastUpdate: number;
  readonly bucketIndex: number;
  readonly transactionHash: Hex | undefined;
  readonly takerOrderId: OrderId;
  readonly takerOwner: ApiKey;
  readonly takerAddress: Address;
  readonly makers: readonly TradeMaker[];
};

export type TradeFilter = OrderFilter & {
  /** Unix seconds, exclusive. */
  readonly before?: number;
  readonly after?: number;
  readonly builder?: string;
};

/** How long settlement takes and how it goes wrong. Milliseconds. */
export type SettlementPlan = {
  /** MATCHED → MINED. */
  readonly minedAfterMs: number;
  /** MINED → CONFIRMED. */
  readonly confirmedAfterMs: number;
  /** When a trade first shows its transaction hash. */
  readonly hashAt: "MATCHED" | "MINED";
  /** Times the transaction is retried before it goes through, or fails. Each retry has a new hash. */
  readonly retries: number;
  /** Retried before it is mined, or after: mined, undone by the chain, and sent again. */
  readonly retryFrom: "MATCHED" | "MINED";
  /** RETRYING → next try. */
  readonly retryAfterMs: number;
  /** After the retries: FAILED, with every balance put back. */
  readonly fails: boolean;
};
