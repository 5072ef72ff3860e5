import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock, Hex, Logger, Side } from "@pm/core-types";
import type { DevAccount } from "./accounts/dev-accounts.ts";
import type { AgentOptions } from "./agents/agents.ts";
import type {
  ConservationReport,
  Engine,
  EngineConfig,
  EngineMode,
  EventSpec,
  SettlementPlan,
} from "./engine/index.ts";
import type { ActiveFault } from "./faults/faults.ts";
import type { FaultHit, FaultSpec } from "./faults/spec.ts";
import type { NewComment, WireComment } from "./gamma/comments.ts";
import type { SeriesSpec } from "./gamma/series.ts";
import type { Incoming } from "./http/exchange.ts";
import type { LoggedRequest } from "./http/request-log.ts";
import type { LimitMode } from "./limits/signer-limits.ts";
import type { RewardProgramme } from "./markets/rewards.ts";
import type { PaperFeed } from "./paper/feed.ts";
import type { SavedVenue } from "./persistence/durable.ts";
import type { Durability } from "./persistence/keeper.ts";
import type { MarketQuirks } from "./sockets/market-channel.ts";
import type { SportsResult } from "./sockets/sports-channel.ts";

/**
 * `scripted` moves only when told to; `market` has seeded traders that keep books moving; `paper` copies the books of
 * another environment from a feed, and own orders fill among them.
 */
export const VENUE_MODES = ["scripted", "market", "paper"] as const;
export type VenueMode = (typeof VENUE_MODES)[number];

/** How a venue is made. Everything has a default. */
export type VenueOptions = {
  /** Keys, ids, faults and traders follow from it. Default: what a continued venue has, or 1. */
  readonly seed?: number;
  /** Default: the host's clock. */
  readonly clock?: Clock;
  /** CLOB port; Gamma, Data and relayer take the next three. Default 0: any free ports. */
  readonly port?: number;
  /** Default `127.0.0.1`. Anything but loopback turns the control API off. */
  readonly host?: string;
  /** Default `scripted`. */
  readonly mode?: VenueMode;
  /** Funded accounts. Default: what a continued venue has, or 10. */
  readonly accounts?: number;
  /** pUSD of each account, as a decimal string. Default `"10000"`. */
  readonly funds?: string;
  /** Markets to list. Default: a plain market, a three-outcome neg-risk event, a market with tick 0.001. */
  readonly events?: readonly EventSpec[];
  /** Liquidity reward programmes by market slug. Default: one, on the first default market. */
  readonly rewards?: Readonly<Record<string, RewardProgramme>>;
  /** Series of events. Default: one, of the default cup. */
  readonly series?: readonly SeriesSpec[];
  /** Gives every market an opening book, from a house account. Default: no. */
  readonly seedBooks?: boolean;
  /** How busy the traders of `market` mode are. */
  readonly agents?: AgentOptions;
  /** The books that `paper` mode copies. */
  readonly feed?: PaperFeed;
  readonly settlement?: Partial<SettlementPlan>;
  readonly engine?: Partial<EngineConfig>;
  /** Rate limits. Default: off, so that tests and benches run at full speed. */
  readonly limits?: {
    /** Token buckets per signer: `warn` sends production's headers and never refuses. */
    readonly signer?: LimitMode;
    /** Windows per address: delay first, then 429. */
    readonly ip?: boolean;
    /** Milliseconds the address layer delays before it refuses. Default 5,000. */
    readonly maxDelayMs?: number;
  };
  /** Faults from the start on; whatever says `afterMs` waits. */
  readonly faults?: readonly FaultSpec[];
  /** How closely sockets follow production's odd habits. Default: fully. */
  readonly quirks?: Partial<MarketQuirks>;
  /**
   * Seconds an auth timestamp may be off. Default 300 on the host's clock and unlimited on a given one, because
   * clients read the host's clock.
   */
  readonly timestampTolerance?: number;
  /** Folder in which the venue survives its process. Default: everything is in memory. */
  readonly data?: string;
  /**
   * What a venue with a folder survives: `process` (default) a killed process without any loss, and a machine that
   * loses its power but for the last second; `machine` both without loss, at the price of one disk write a change.
   */
  readonly durability?: Durability;
  /** A venue to start from: what `snapshot()` gave. */
  readonly snapshot?: SavedVenue;
  readonly logger?: Logger;
};

/** One market in the ready line. */
export type ReadyMarket = {
  readonly conditionId: string;
  readonly question: string;
  readonly slug: string;
  readonly negRisk: boolean;
  /** Position protocol: `v2` orders are signed for Exchange V3. */
  readonly version: "v1" | "v2";
  readonly tickSize: string;
  readonly minOrderSize: string;
  readonly tokens: readonly { readonly tokenId: string; readonly outcome: string }[];
};

/** Everything a client needs to use the venue: printed as one JSON line by `pm venue --json`. */
export type VenueReadyLine = {
  readonly clob: string;
  readonly gamma: string;
  readonly data: string;
  readonly market: string;
  readonly user: string;
  readonly rtds: string;
  readonly prices: string;
  readonly sports: string;
  readonly relayer: string;
  /** JSON-RPC of the venue's own chain: balances, allowances, and what plain accounts send themselves. */
  readonly rpc: string;
  readonly control: string;
  readonly chainId: number;
  readonly markets: readonly ReadyMarket[];
  readonly accounts: readonly DevAccount[];
};

/** An order as the ledger dump tells it; amounts are decimal strings. */
export type DumpedOrder = {
  readonly id: string;
  readonly owner: string;
  readonly maker: string;
  readonly signer: string;
  readonly conditionId: string;
  readonly tokenId: string;
  readonly side: Side;
  readonly price: string;
  readonly size: string;
  readonly matched: string;
  readonly orderType: string;
  readonly status: string;
  readonly tradeIds: readonly string[];
  /** Unix milliseconds. */
  readonly createdAt: number;
};

/** A trade as the ledger dump tells it. */
export type DumpedTrade = {
  readonly id: string;
  readonly conditionId: string;
  readonly tokenId: string;
  readonly side: Side;
  readonly size: string;
  readonly price: string;
  readonly fee: string;
  readonly status: string;
  readonly takerOrderId: string;
  readonly taker: string;
  readonly makers: readonly {
    readonly orderId: string;
    readonly maker: string;
    readonly tokenId: string;
    readonly side: Side;
    readonly size: string;
    readonly price: string;
    readonly matchType: string;
  }[];
  readonly transactionHash: string;
  /** Unix milliseconds. */
  readonly matchTime: number;
};

/** The venue's own truth. Amounts are decimal strings in pUSD or shares. */
export type LedgerDump = {
  /** Unix milliseconds, venue time. */
  readonly now: number;
  readonly balances: readonly {
    readonly address: string;
    readonly collateral: string;
    readonly reserved: string;
    readonly tokens: Readonly<Record<string, string>>;
  }[];
  readonly orders: readonly DumpedOrder[];
  readonly trades: readonly DumpedTrade[];
  readonly feesCollected: string;
  readonly requests: readonly LoggedRequest[];
  readonly requestsDropped: number;
  readonly faults: readonly FaultHit[];
};

/** What the venue's servers hand over, and whoever simulates a network in their place. */
export type VenueDoors = {
  /** Takes one whole HTTP request and answers it over `incoming.wire`. */
  readonly exchange: (incoming: Incoming) => Promise<void>;
  /** Takes the upgrade of a connection to a WebSocket. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

/** A running venue, in this process. */
export type Venue = {
  readonly ready: VenueReadyLine;
  readonly engine: Engine;
  /** Venue time, Unix milliseconds. */
  readonly now: () => number;
  readonly ledger: () => LedgerDump;
  /** Injects a fault; returns its id. @throws {VenueUsageError} for a fault that makes no sense. */
  readonly inject: (fault: FaultSpec) => string;
  /** Faults that can still hit. */
  readonly faults: () => readonly ActiveFault[];
  /** Removes one fault, or all of them. */
  readonly clearFaults: (id?: string) => void;
  /** Gives an address pUSD, or shares of a token (decimal string), with a matching opposite share for the treasury. */
  readonly fund: (address: string, amount: string, tokenId?: string) => void;
  /** Sets every approval trading needs. */
  readonly approve: (address: string) => void;
  /** Pushes the venue's time forward, running what falls due. */
  readonly advance: (ms: number) => void;
  readonly setMode: (mode: EngineMode, untilMs?: number) => void;
  /** 425 for `downMs`, two minutes of post-only, then normal. */
  readonly restart: (downMs: number) => void;
  readonly resolve: (conditionId: string, payouts: readonly [number, number]) => void;
  readonly setTickSize: (conditionId: string, tickSize: string) => void;
  readonly setBuilderRates: (builder: Hex, takerBps: number, makerBps: number) => void;
  readonly setClosedOnly: (address: string, closedOnly: boolean) => void;
  readonly setBanned: (address: string, banned: boolean) => void;
  readonly setSettlement: (plan: Partial<SettlementPlan>) => void;
  /** Puts a signer on a tier, whatever it traded. @throws {VenueUsageError} for an unknown tier. */
  readonly setTier: (address: string, tier: string) => void;
  readonly setLimits: (limits: { readonly signer?: LimitMode; readonly ip?: boolean }) => void;
  /** Adds a comment, told on Gamma and on the live-data socket. */
  readonly comment: (comment: NewComment) => WireComment;
  /** Sends a result on the sports socket. */
  readonly sport: (result: SportsResult) => void;
  /** The relayer key of an account: `RELAYER_API_KEY` beside `RELAYER_API_KEY_ADDRESS`. */
  readonly relayerKey: (address: string) => string;
  /** Everything that outlives the process, as plain JSON. */
  readonly snapshot: () => SavedVenue;
  readonly checkConservation: () => ConservationReport;
  /** The way in without a network: for simulations on virtual time, which must not depend on one. */
  readonly doors: VenueDoors;
  /** Stops servers, sockets and timers. Safe to call twice. */
  readonly close: () => Promise<void>;
};
