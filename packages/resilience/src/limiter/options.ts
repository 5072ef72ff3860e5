import type { Clock, Telemetry } from "@pm/core-types";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import type { LimiterStats } from "./stats.ts";
import type { LimitStore } from "./store/limit-store.ts";
import type { LimitTable } from "./table.ts";
import type { LaneShares } from "./window/window-limit.ts";

/** Settings of {@link createLimiter}; everything has a default. */
export type LimiterOptions = {
  /** The limits to keep; default {@link polymarketLimits}. */
  readonly tables?: readonly LimitTable[];
  /** Share of every limit that is used, in (0, 1]; default 0.8. A limit is never cut below one request. */
  readonly margin?: number;
  readonly clock?: Clock;
  readonly telemetry?: Telemetry;
  /** Requests that may wait at once; default 10,000. */
  readonly maxWaiting?: number;
  /** Requests of one wallet that may wait at once; default 2,000. */
  readonly maxWaitingPerWallet?: number;
  /** Milliseconds a request may wait; default 30,000. A request's own deadline also ends its wait. */
  readonly maxWaitMs?: number;
  /** Signers kept at once; default 10,000. */
  readonly maxSigners?: number;
  /** A wallet's weight in the fair sharing of tight limits; default 1 for all. */
  readonly weightOf?: (wallet: string) => number;
  /** Share of a window used by several lanes that each lane may fill; the rest is kept for more urgent ones. */
  readonly laneShares?: Partial<LaneShares>;
  /** Limits shared with other processes, such as `redisLimitStore` of `@pm/resilience/redis`. Default: this process's own. */
  readonly store?: LimitStore;
};

/** Keeps requests under the venue's limits. */
export type Limiter = {
  /**
   * Takes everything the request needs from every limit it touches, at once or not at all. Undefined when it may go
   * now, which costs no promise; otherwise a promise of its turn.
   *
   * The promise rejects with {OverBurstError} when it asks for more than a bucket ever holds, {QueueFullError} when
   * too many wait or the wait would exceed its bound, {AbortedError} when its signal aborts, {ClosedError},
   * {ValidationError}.
   */
  readonly acquire: (request: HttpRequest) => Promise<void> | undefined;
  /** Says that an admitted request is being sent; the result takes its answer, from which the limiter learns. */
  readonly sending: (request: HttpRequest) => (answer: HttpResponse | undefined, error?: unknown) => void;
  /** The most orders or ids one request to `endpoint` may hold for this wallet now; `Infinity` when nothing says. */
  readonly largestCost: (request: Pick<HttpRequest, "endpoint" | "surface" | "wallet">) => number;
  /** Tells the tier of a signer; false when the table does not know it. */
  readonly setTier: (wallet: string, tier: string) => boolean;
  readonly stats: () => LimiterStats;
  /** Refuses whoever waits and everybody after. The store, if any, stays open: it may be shared. */
  readonly close: () => void;
};
