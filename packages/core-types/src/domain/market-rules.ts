import type { Address, ConditionId, TokenId } from "../ids/ids.ts";
import type { Decimal } from "../money/decimal.ts";
import type { TickSize } from "../money/tick.ts";

/** The contract and EIP-712 domain version an order of a market is signed for. */
export type ExchangeDomain = {
  readonly chainId: number;
  /** "2" for Exchange V2, "3" for Exchange V3. */
  readonly version: "2" | "3";
  readonly verifyingContract: Address;
};

/** Taker fee: `C · rate · (p(1 − p))^exponent` pUSD for C shares at price p. */
export type FeeSchedule = {
  readonly rate: Decimal;
  readonly exponent: number;
  readonly takerOnly: boolean;
};

/** What an order of a market must obey. Data per market, never assumed. */
export type MarketRules = {
  readonly conditionId: ConditionId;
  readonly tokenIds: readonly TokenId[];
  readonly tickSize: TickSize;
  /** Shares. */
  readonly minOrderSize: Decimal;
  readonly negRisk: boolean;
  readonly exchange: ExchangeDomain;
  /** Undefined: the market charges no platform fee. */
  readonly fees: FeeSchedule | undefined;
};
