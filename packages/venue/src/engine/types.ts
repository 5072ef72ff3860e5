import type {
  Address,
  ApiKey,
  Clock,
  ConditionId,
  Contracts,
  Hex,
  OrderId,
  Side,
  SignatureType,
  TickSize,
  TimeInForce,
  TokenId,
} from "@pm/core-types";
import type { EngineEvent } from "./events.ts";
import type { MarketIdInput, MarketIds } from "./market-ids.ts";

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
  readonly negRisk: boolean;
  readonly negRiskMarketId: Hex | undefined;
  readonly conditionIds: readonly ConditionId[];
  readonly tags: readonly string[];
  readonly createdAt: number;
};

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

/** What the engine as a whole accepts now. */
export type EngineMode = "normal" | "restarting" | "post-only" | "cancel-only" | "disabled";

/** The mode and, when it ends by itself, when (Unix milliseconds). */
export type ModeView = { readonly mode: EngineMode; readonly until: number | undefined };

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

/** Builder rates in basis points of notional. */
export type BuilderRates = { readonly takerBps: number; readonly makerBps: number };

/** Tunables of an engine. Amounts in base units, times in milliseconds. */
export type EngineConfig = {
  readonly seed: number;
  readonly settlement: SettlementPlan;
  /** GTD must end at least this far ahead. */
  readonly gtdMinimumMs: number;
  /** GTD ends this much before its expiration. */
  readonly gtdEarlyMs: number;
  /** Smallest marketable BUY. */
  readonly marketableMinimum: bigint;
  readonly postOnlyAfterRestartMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly heartbeatSweepMs: number;
  /** Finished orders, trades and activity lines kept; the oldest go first. */
  readonly historyLimit: number;
};

/** Everything an engine stands on. */
export type EngineOptions = {
  readonly clock: Clock;
  readonly contracts: Contracts;
  readonly config?: Partial<EngineConfig>;
  /** Where market ids come from. Default: derived as the contracts derive them. */
  readonly marketIds?: (input: MarketIdInput) => MarketIds;
  /** A state to start from: what `snapshot` gave. Clock and journal are new. */
  readonly snapshot?: unknown;
  /** Every change, as plain JSON, before it is applied: replaying them gives the same engine. */
  readonly journal?: (entry: JournalEntry) => void;
};

/** One recorded change: what was called, with which arguments, at which engine time. Plain JSON. */
export type JournalEntry = {
  readonly at: number;
  readonly call: string;
  readonly args: readonly unknown[];
};

/** Which orders or trades to list; all given conditions hold. */
export type OrderFilter = {
  readonly owner?: ApiKey;
  readonly maker?: Address;
  readonly id?: string;
  readonly conditionId?: string;
  readonly tokenId?: string;
};

export type TradeFilter = OrderFilter & {
  /** Unix seconds, exclusive. */
  readonly before?: number;
  readonly after?: number;
  readonly builder?: string;
};

/** Answer to a heartbeat: the next id, or the id that was expected. */
export type HeartbeatResult =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly expected: string };

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

/**
 * The exchange without its wires: markets, ledger, rules, matching, settlement. Deterministic: the same calls
 * at the same clock times give the same bytes.
 */
export type Engine = {
  readonly config: EngineConfig;
  readonly contracts: Contracts;
  /** Engine time, Unix milliseconds. */
  readonly now: () => number;

  // markets
  readonly addMarket: (spec: MarketSpec) => MarketView;
  readonly addEvent: (spec: EventSpec) => EventView;
  readonly markets: () => readonly MarketView[];
  readonly events: () => readonly EventView[];
  readonly market: (conditionId: string) => MarketView | undefined;
  readonly marketOfToken: (tokenId: string) => MarketView | undefined;
  readonly book: (tokenId: string) => BookView | undefined;
  readonly bestPrices: (tokenId: string) => { readonly bid: string; readonly ask: string } | undefined;
  readonly lastTrade: (tokenId: string) => LastTrade | undefined;

  // accounts
  readonly fund: (owner: Address, amount: bigint, tokenId?: string) => void;
  readonly withdraw: (owner: Address, amount: bigint, tokenId?: string) => boolean;
  /** Lets `spender` move the owner's pUSD (an amount) or outcome tokens (a flag). */
  readonly approve: (owner: Address, spender: Address, amount: bigint) => void;
  readonly approveTokens: (owner: Address, spender: Address, approved: boolean) => void;
  /** Every approval trading needs. */
  readonly approveAll: (owner: Address) => void;
  readonly balanceAllowance: (owner: Address, tokenId?: string) => BalanceAllowance;
  readonly positions: (owner: Address) => readonly PositionView[];
  /** Holders of a token, largest first. */
  readonly holders: (tokenId: string) => readonly PositionView[];
  readonly activity: (owner?: Address) => readonly Activity[];
  readonly setBanned: (owner: Address, banned: boolean) => void;
  readonly setClosedOnly: (owner: Address, closedOnly: boolean) => void;
  readonly isClosedOnly: (owner: Address) => boolean;
  readonly setBuilderRates: (builder: Hex, rates: BuilderRates) => void;
  readonly builderRates: (builder: Hex) => BuilderRates | undefined;

  // positions
  readonly split: (owner: Address, conditionId: string, amount: bigint) => boolean;
  readonly merge: (owner: Address, conditionId: string, amount: bigint) => boolean;
  /** Redeems everything held of a resolved market; base units of pUSD paid. */
  readonly redeem: (owner: Address, conditionId: string) => bigint;
  /** NO of every set bit of `indexSet` → YES of the others and `(m − 1) · amount` pUSD. */
  readonly convert: (owner: Address, negRiskMarketId: string, indexSet: bigint, amount: bigint) => boolean;

  // orders
  /** Calls `done` exactly once: at once, or when the market's taker delay has passed. */
  readonly submit: (request: SubmitRequest, done: (result: SubmitResult) => void) => void;
  readonly cancel: (owner: ApiKey, id: string) => CancelResult;
  readonly cancelMany: (owner: ApiKey, ids: readonly string[]) => CancelResult;
  readonly cancelMarket: (
    owner: ApiKey,
    filter: { readonly conditionId?: string; readonly tokenId?: string },
  ) => CancelResult;
  readonly cancelAll: (owner: ApiKey) => CancelResult;
  readonly order: (id: string) => OrderView | undefined;
  /** Orders that rest or wait, oldest first. */
  readonly openOrders: (filter?: OrderFilter) => readonly OrderView[];
  /** Trades, newest first; `owner` and `maker` match the taker or any maker. */
  readonly trades: (filter?: TradeFilter) => readonly TradeView[];
  readonly trade: (id: string) => TradeView | undefined;
  readonly heartbeat: (owner: ApiKey, id: string | undefined) => HeartbeatResult;

  // lifecycle and control
  readonly mode: () => ModeView;
  readonly setMode: (mode: EngineMode, untilMs?: number) => void;
  /** 425 for `downMs`, then post-only, then normal. */
  readonly restart: (downMs: number) => void;
  readonly setMarketState: (conditionId: string, state: "open" | "closed") => void;
  readonly setTickSize: (conditionId: string, tickSize: TickSize) => void;
  /** Payouts per outcome in parts of one: `[1, 0]`, `[0, 1]` or `[1, 1]` (50-50). Cancels every open order. */
  readonly resolve: (conditionId: string, payouts: readonly [number, number]) => void;
  /** Changes how trades matched from now on settle; with `times`, only the next so many transactions. */
  readonly setSettlement: (plan: Partial<SettlementPlan>, times?: number) => void;

  // watching and keeping
  readonly onEvent: (listener: (event: EngineEvent) => void) => () => void;
  readonly ledger: () => LedgerView;
  readonly checkConservation: () => ConservationReport;
  readonly snapshot: () => unknown;
  /** Applies one recorded change at its recorded time. */
  readonly replay: (entry: JournalEntry) => void;
  /** Stops timers; the engine can still be read. */
  readonly close: () => void;
};
