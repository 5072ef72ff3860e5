import type { Address, ConditionId, TokenId } from "../ids/ids.ts";
import type { Decimal } from "../money/decimal.ts";

/** What an account holds of one outcome token. */
export type Position = {
  readonly owner: Address;
  readonly tokenId: TokenId;
  readonly conditionId: ConditionId;
  readonly outcome: string;
  /** Shares. */
  readonly size: Decimal;
  /** pUSD per share. */
  readonly averagePrice: Decimal;
  readonly currentPrice: Decimal;
  readonly realizedPnl: Decimal;
  readonly unrealizedPnl: Decimal;
  readonly title: string;
};
