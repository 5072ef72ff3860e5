import type { Address, ApiKey, Clock, Contracts, Hex, Side, TickSize } from "@pm/core-types";
import type { EngineEvent } from "../events.ts";
import type { MarketIdInput, MarketIds } from "../market-ids.ts";
import type {
  Activity,
  BalanceAllowance,
  BuilderRates,
  ConservationReport,
  LedgerView,
  PositionView,
} from "./account.ts";
import type {
  BookLevelView,
  BookView,
  EventSpec,
  EventView,
  LastTrade,
  MarketSpec,
  MarketState,
  MarketView,
} from "./market.ts";
import type {
  CancelResult,
  HeartbeatResult,
  OrderFilter,
  OrderView,
  SubmitRequest,
  SubmitResult,
} from "./order.ts";
import type { SettlementPlan, TradeFilter, TradeView } from "./trade.ts";

/** What the engine as a whole accepts now. */
export type EngineMode = "normal" | "restarting" | "post-only" | "cancel-only" | "disabled";

/** The mode and, when it ends by itself, when (Unix milliseconds). */
export type ModeView = { readonly mode: EngineMode; readonly until: number | undefined };

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
  /**
   * After a mint or a merge, books show and hash the complement of the last price. In captures of 2026-07 they did so
   * at half of such trades, and at one in thirty others.
   */
  readonly flipLastPrice: boolean;
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
  readonly marketState: (conditionId: string) => MarketState | undefined;
  readonly marketOfToken: (tokenId: string) => MarketView | undefined;
  /** The market of a token, without making a view of it. */
  readonly conditionOfToken: (tokenId: string) => string | undefined;
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
  /** The same one by one, newest first: for readers that stop early. Walk it at once; the log moves on. */
  readonly eachTrade: (filter?: TradeFilter) => Iterable<TradeView>;
  readonly trade: (id: string) => TradeView | undefined;
  readonly heartbeat: (owner: ApiKey, id: string | undefined) => HeartbeatResult;

  // copied depth (paper trading)
  /** Sets what others offer at one level: shares, absolute. New depth queues last, gone depth leaves from behind. */
  readonly mirrorDepth: (tokenId: string, side: Side, price: string, size: string) => void;
  /** Sets everything others offer; levels that are not named are gone. */
  readonly mirrorBook: (
    tokenId: string,
    book: { readonly bids: readonly BookLevelView[]; readonly asks: readonly BookLevelView[] },
  ) => void;
  /** A trade of others by a taker on `side`: it takes what is first in the queue. */
  readonly mirrorTrade: (tokenId: string, side: Side, price: string, size: string) => void;

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
