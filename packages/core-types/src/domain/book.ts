import type { ConditionId, TokenId } from "../ids/ids.ts";
import type { Decimal } from "../money/decimal.ts";
import type { TickSize } from "../money/tick.ts";

/** One price level: `size` shares at `price` pUSD. */
export type BookLevel = { readonly price: Decimal; readonly size: Decimal };

/** A whole order book at one moment, best level first on both sides. */
export type BookSnapshot = {
  readonly tokenId: TokenId;
  readonly conditionId: ConditionId;
  /** Venue time, Unix milliseconds. */
  readonly timestamp: number;
  readonly hash: string;
  /** Descending price. */
  readonly bids: readonly BookLevel[];
  /** Ascending price. */
  readonly asks: readonly BookLevel[];
  readonly tickSize: TickSize | undefined;
  readonly minOrderSize: Decimal | undefined;
  readonly negRisk: boolean | undefined;
  readonly lastTradePrice: Decimal | undefined;
};
