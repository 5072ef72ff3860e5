import type { ConditionId, OrderId, TokenId, TradeId } from "../ids/ids.ts";
import type { Decimal } from "../money/decimal.ts";
import type { Side } from "./orders.ts";

/** How far a fill has come on chain. */
export const SETTLEMENT_STATUSES = ["MATCHED", "MINED", "CONFIRMED", "RETRYING", "FAILED"] as const;
export type SettlementStatus = (typeof SETTLEMENT_STATUSES)[number] | (string & {});

/** One execution of one of the wallet's own orders. */
export type Fill = {
  readonly tradeId: TradeId;
  readonly orderId: OrderId;
  readonly tokenId: TokenId;
  readonly conditionId: ConditionId;
  readonly side: Side;
  /** pUSD per share. */
  readonly price: Decimal;
  /** Shares. */
  readonly size: Decimal;
  /** pUSD charged to this wallet; zero for makers. */
  readonly fee: Decimal;
  readonly role: "TAKER" | "MAKER";
  readonly status: SettlementStatus;
  /** Unix milliseconds. */
  readonly timestamp: number;
};
