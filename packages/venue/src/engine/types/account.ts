import type { Address, ConditionId, Hex, Side, TokenId } from "@pm/core-types";
import type { OrderView } from "./order.ts";
import type { TradeView } from "./trade.ts";

/** What an account holds of one token, with what it cost. Amounts in base units. */
export type PositionView = {
  readonly owner: Address;
  readonly conditionId: ConditionId;
  readonly tokenId: TokenId;
  readonly outcome: string;
  readonly outcomeIndex: 0 | 1;
  readonly size: bigint;
  /** Base units of pUSD paid for what is still held, without fees. */
  readonly cost: bigint;
  /** Shares ever acquired, and their cost. */
  readonly totalBought: bigint;
  readonly totalCost: bigint;
  readonly fees: bigint;
  readonly realizedPnl: bigint;
  /** Unix milliseconds of the last change. */
  readonly updatedAt: number;
};

/** A line of an account's history, for the Data API. Amounts in base units. */
export type Activity = {
  readonly owner: Address;
  readonly type: "TRADE" | "SPLIT" | "MERGE" | "REDEEM" | "CONVERSION" | "DEPOSIT" | "WITHDRAWAL";
  readonly timestamp: number;
  readonly conditionId: ConditionId | undefined;
  readonly tokenId: TokenId | undefined;
  readonly side: Side | undefined;
  readonly size: bigint;
  readonly usd: bigint;
  readonly price: string | undefined;
  readonly transactionHash: Hex;
};

/** Balance and allowances of one asset, base units; allowances by spender. */
export type BalanceAllowance = {
  readonly balance: bigint;
  readonly allowances: Readonly<Record<string, bigint>>;
};

/** Builder rates in basis points of notional. */
export type BuilderRates = { readonly takerBps: number; readonly makerBps: number };

/** Result of a check of the whole ledger; `problems` is empty when it balances. */
export type ConservationReport = {
  readonly ok: boolean;
  readonly problems: readonly string[];
  /** pUSD in existence, and how much of it backs outcome tokens. */
  readonly collateral: bigint;
  readonly locked: bigint;
};

/** Accounts, balances, orders and trades, as plain data. */
export type LedgerView = {
  readonly accounts: readonly {
    readonly address: Address;
    readonly collateral: bigint;
    readonly reserved: bigint;
    readonly tokens: Readonly<Record<string, bigint>>;
    readonly banned: boolean;
    readonly closedOnly: boolean;
  }[];
  readonly orders: readonly OrderView[];
  readonly trades: readonly TradeView[];
  readonly feesCollected: bigint;
};
