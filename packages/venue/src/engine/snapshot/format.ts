import type { Address, ApiKey, TickSize } from "@pm/core-types";
import type { Heartbeat, HistoryLine } from "../core.ts";
import type { MarketInit } from "../market.ts";
import type { Order, OrderInit } from "../order.ts";
import type { SchedulerState } from "../scheduler.ts";
import type { MadeFill, Trade } from "../trade.ts";
import type {
  BuilderRates,
  EngineMode,
  EventView,
  MarketState,
  SettlementPlan,
  TradeStatus,
} from "../types.ts";

/** Version of the form below; another version is refused. */
export const SNAPSHOT_VERSION = 1;

/** Amounts of one holding, in the order of their names. */
export type HoldingState = {
  readonly token: number;
  readonly balance: number;
  readonly reserved: number;
  readonly outgoing: number;
  readonly bought: number;
  readonly boughtCost: number;
  readonly cost: number;
  readonly fees: number;
  readonly realized: number;
  readonly updatedAt: number;
};

export type AccountState = {
  readonly address: Address;
  readonly banned: boolean;
  readonly closedOnly: boolean;
  readonly collateral: HoldingState;
  readonly tokens: readonly HoldingState[];
  readonly spenders: readonly {
    readonly contract: Address;
    readonly allowance: string;
    readonly committed: number;
    readonly tokens: boolean;
  }[];
};

export type MarketRecord = {
  readonly init: MarketInit;
  readonly group: number;
  /** Undefined for neg-risk markets: their event holds the collateral. */
  readonly locked: number | undefined;
  readonly tickSize: TickSize;
  readonly state: MarketState;
  readonly payouts: readonly [number, number] | undefined;
  readonly resolvedAt: number | undefined;
  readonly lastPrice: number | undefined;
  readonly lastFlipped: boolean;
  readonly lastSide: "BUY" | "SELL";
  readonly lastTradeAt: number;
  readonly volumeShares: number;
  readonly volumeUsd: number;
  readonly openInterest: number;
  readonly updatedAt: number;
  /** Ids of resting orders, level by level, first come first. */
  readonly resting: readonly string[];
};

export type OrderRecord = Omit<OrderInit, "maker" | "market"> &
  Pick<Order, "remaining" | "matched" | "reserved" | "status" | "killedBy" | "tradeIds" | "updatedAt"> & {
    readonly maker: Address;
    readonly market: string;
  };

export type TradeRecord = Pick<
  Trade,
  | "id"
  | "number"
  | "price"
  | "shares"
  | "usd"
  | "fee"
  | "builderFee"
  | "matchTime"
  | "lastUpdate"
  | "showsHash"
> & {
  readonly taker: string;
  readonly status: TradeStatus;
  readonly transaction: number;
  readonly fills: readonly (Omit<MadeFill, "maker"> & { readonly maker: string })[];
};

/** A whole engine as plain JSON. */
export type Snapshot = {
  readonly version: number;
  /** Ids follow from it, so an engine of another seed cannot go on with this. */
  readonly seed: number;
  readonly now: number;
  readonly mode: EngineMode;
  readonly modeUntil: number | undefined;
  readonly settlement: SettlementPlan;
  readonly special: { readonly plan: SettlementPlan; readonly times: number } | undefined;
  readonly sweeping: boolean;
  readonly counters: Readonly<Record<string, number>>;
  readonly issued: number;
  readonly feesCollected: number;
  readonly groups: readonly { readonly view: EventView; readonly locked: number }[];
  readonly markets: readonly MarketRecord[];
  readonly builders: readonly (readonly [string, BuilderRates])[];
  readonly accounts: readonly AccountState[];
  readonly orders: readonly OrderRecord[];
  /** Orders that are only remembered by trades. */
  readonly forgotten: readonly OrderRecord[];
  readonly finished: readonly string[];
  readonly live: readonly (readonly [ApiKey, readonly string[]])[];
  readonly trades: readonly TradeRecord[];
  readonly transactions: readonly {
    readonly number: number;
    readonly plan: SettlementPlan;
    readonly attempt: number;
    readonly paid: boolean;
    readonly pending: boolean;
  }[];
  readonly activity: readonly (Omit<HistoryLine, "market"> & { readonly market: string | undefined })[];
  readonly heartbeats: readonly (readonly [ApiKey, Heartbeat])[];
  readonly tasks: SchedulerState;
};
