import type { BucketRule } from "../table.ts";

/** One window a request needs room in. */
export type WindowDemand = {
  readonly id: string;
  /** Requests any interval of `windowMs` may hold, for this request's lane. */
  readonly limit: number;
  readonly windowMs: number;
};

/** The bucket a request takes tokens from. */
export type BucketDemand = {
  readonly id: string;
  /** Tokens per second. */
  readonly rate: number;
  readonly burst: number;
};

/** Everything one request needs, at once or not at all. */
export type Demand = {
  readonly windows: readonly WindowDemand[];
  readonly bucket?: BucketDemand & { readonly cost: number };
};

/** What a shared store says to a demand. Milliseconds are counted from the answer. */
export type StoreAnswer =
  /** It may go after `waitMs`, but no later than `validUntil` on the caller's monotonic clock. */
  | { readonly kind: "granted"; readonly waitMs: number; readonly validUntil: number }
  /** Not yet: what is named in `blocked` has no room before `waitMs`. Nothing was taken. */
  | { readonly kind: "denied"; readonly waitMs: number; readonly blocked: readonly string[] }
  /** The store cannot be asked now; it makes sense to ask again after `retryMs`. Something may have been taken. */
  | { readonly kind: "unavailable"; readonly retryMs: number };

/** What a fleet tells its store about what the venue said. */
export type Adjustment =
  /** Tokens the venue took after the fact; the balance does not go below `floor`. */
  | { readonly do: "debit"; readonly bucket: BucketDemand; readonly count: number; readonly floor?: number }
  /** The balance is at most this. */
  | { readonly do: "cap"; readonly bucket: BucketDemand; readonly most: number }
  /** Nothing before that many milliseconds from now. */
  | {
      readonly do: "hold";
      readonly windows: readonly string[];
      readonly bucket?: BucketDemand;
      readonly ms: number;
    };

/** What is kept back from the store, so that every process has a slice of its own when the store is away. */
export type Reserve = {
  /** Processes that share the store, at most. */
  readonly processes: number;
  /** Share of each window that all slices together are, in [0, 1). */
  readonly windows: number;
  /** Share of each bucket that all slices together are, in [0, 1). */
  readonly buckets: number;
};

/** Limits that several processes keep together. Methods never throw and never reject. */
export type LimitStore = {
  readonly acquire: (demand: Demand) => Promise<StoreAnswer>;
  /** Best effort: what the venue said also reaches each process with its own answers. */
  readonly adjust: (adjustment: Adjustment) => void;
  readonly reserve: Reserve;
  /** False when the store holds windows alone, because each signer is used by one process. */
  readonly sharesSigners: boolean;
  /** The largest cost the store ever grants from such a bucket. */
  readonly largestCost: (bucket: BucketDemand) => number;
  readonly close: () => void;
};

/** One process's slice of a window of `limit` requests, in whole requests. */
export function sliceOf(limit: number, reserve: Reserve): number {
  return Math.floor((limit * reserve.windows) / reserve.processes);
}

/** What of a lane's `limit` the store may give out, when the whole window holds `whole`. */
export function sharedLimit(limit: number, whole: number, reserve: Reserve): number {
  return Math.max(0, limit - sliceOf(whole, reserve) * reserve.processes);
}

/** What of a bucket the store may give out. */
export function sharedBucket(id: string, full: BucketRule, reserve: Reserve): BucketDemand {
  const share = 1 - reserve.buckets;
  return { id, rate: full.rate * share, burst: full.burst * share };
}
