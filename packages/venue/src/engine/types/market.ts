import type { Address, ConditionId, Hex, Side, TickSize, TokenId } from "@pm/core-types";
import type { ProtocolVersion } from "../market-ids.ts";

/** How a taker fee is computed: `C · rate · (p(1 − p))^exponent` pUSD for C shares at price p. */
export type FeeTerms = {
  /** Decimal string, such as `"0.05"`. */
  readonly rate: string;
  /** Whole number; the public schedule uses 1. */
  readonly exponent: number;
  readonly takerOnly: boolean;
  /** Share of the fee that makers get back, as a decimal string. Shown, never paid by the engine. */
  readonly rebateRate?: string;
};

/** What a market is made from. Everything left out has a default; ids are derived from the seed and the slug. */
export type MarketSpec = {
  readonly slug: string;
  readonly question: string;
  /** Default `["Yes", "No"]`. */
  readonly outcomes?: readonly [string, string];
  readonly description?: string;
  readonly groupItemTitle?: string;
  /** Default `"0.01"`. */
  readonly tickSize?: TickSize;
  /** Shares, as a decimal string. Default `"5"`. */
  readonly minOrderSize?: string;
  /** Undefined: no platform fee. */
  readonly fees?: FeeTerms;
  /** Marketable orders wait this many seconds (`sd`), answered `delayed`. Default 0. */
  readonly secondsDelay?: number;
  /** Marketable orders are held this many milliseconds before their answer (`itode`). Default 0: not held. */
  readonly takerDelayMs?: number;
  /** Unix milliseconds. */
  readonly gameStartTime?: number;
  /** Cancels every open order at `gameStartTime`. */
  readonly clearBookOnStart?: boolean;
  /** Unix milliseconds; before it the market is `pending`. Default: accepts at once. */
  readonly acceptingOrdersFrom?: number;
  /** Unix milliseconds. */
  readonly endDate?: number;
  readonly tags?: readonly string[];
};

/** A group of markets. `negRisk` makes exactly one of them the winner, and positions convertible. */
export type EventSpec = {
  readonly slug: string;
  readonly title: string;
  readonly negRisk: boolean;
  readonly markets: readonly MarketSpec[];
  /** Default `"v1"`: Conditional Tokens. */
  readonly version?: ProtocolVersion;
  readonly description?: string;
  readonly tags?: readonly string[];
};

/** `pending` does not accept orders yet, `closed` no longer; `resolved` can be redeemed. */
export type MarketState = "pending" | "open" | "closed" | "resolved";

/** One outcome of a market. */
export type Outcome = { readonly tokenId: TokenId; readonly outcome: string; readonly index: 0 | 1 };

/** A market as it stands now. */
export type MarketView = {
  /** Running number, from 1. */
  readonly number: number;
  readonly conditionId: ConditionId;
  readonly questionId: Hex;
  readonly slug: string;
  readonly question: string;
  readonly description: string;
  readonly groupItemTitle: string;
  readonly outcomes: readonly [Outcome, Outcome];
  readonly tickSize: TickSize;
  /** Base units of shares (10⁻⁶). */
  readonly minOrderSize: bigint;
  readonly negRisk: boolean;
  /** Market id of the neg-risk group, and this market's place in it. */
  readonly negRiskMarketId: Hex | undefined;
  readonly negRiskIndex: number;
  readonly eventSlug: string;
  /** Position protocol: decides the exchange contract and its domain version. */
  readonly version: ProtocolVersion;
  /** The contract that orders of this market are signed for, and that needs the allowances. */
  readonly exchange: Address;
  readonly fees: FeeTerms | undefined;
  readonly secondsDelay: number;
  readonly takerDelayMs: number;
  readonly gameStartTime: number | undefined;
  readonly clearBookOnStart: boolean;
  readonly acceptingOrdersFrom: number;
  readonly endDate: number | undefined;
  readonly tags: readonly string[];
  readonly state: MarketState;
  readonly acceptingOrders: boolean;
  /** Payout per outcome in base units of pUSD for one share, once resolved. */
  readonly payouts: readonly [bigint, bigint] | undefined;
  readonly createdAt: number;
  readonly resolvedAt: number | undefined;
  /** Traded so far: base units of shares and of pUSD. */
  readonly volumeShares: bigint;
  readonly volumeUsd: bigint;
  /** Pairs of outcome tokens in existence, base units (open interest in pUSD). */
  readonly openInterest: bigint;
};

/** An event as it stands now. */
export type EventView = {
  readonly number: number;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly version: ProtocolVersion;
  readonly negRisk: boolean;
  readonly negRiskMarketId: Hex | undefined;
  readonly conditionIds: readonly ConditionId[];
  readonly tags: readonly string[];
  readonly createdAt: number;
};

/** One price level on the wire. */
export type BookLevelView = { readonly price: string; readonly size: string };

/** A whole book as the venue sends it: bids ascending, asks descending, best level last. */
export type BookView = {
  readonly conditionId: ConditionId;
  readonly tokenId: TokenId;
  /** Unix milliseconds of the last change. */
  readonly timestamp: number;
  /** SHA-1 of the canonical book. */
  readonly hash: string;
  readonly bids: readonly BookLevelView[];
  readonly asks: readonly BookLevelView[];
  readonly minOrderSize: string;
  readonly tickSize: TickSize;
  readonly negRisk: boolean;
  /** At least three decimals; `""` when the token never traded. */
  readonly lastTradePrice: string;
};

/** The last trade of a token. */
export type LastTrade = { readonly price: string; readonly side: Side; readonly timestamp: number };
