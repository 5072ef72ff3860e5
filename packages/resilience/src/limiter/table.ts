import type { Surface } from "../http/request.ts";

/** One published sliding window over some routes. */
export type WindowRule = {
  /** Stable name in statistics and errors, such as `clob:POST /order:10s`. */
  readonly id: string;
  readonly surfaces: readonly Surface[] | "any";
  /**
   * `METHOD /path`; `*` as method is any method, `*` as a path segment is any one segment, `/**` at the end is the
   * path and everything below it.
   */
  readonly routes: readonly string[];
  /** Routes that `routes` would match and that are not counted. */
  readonly except?: readonly string[];
  /** Requests that any interval of `windowMs` may hold. */
  readonly limit: number;
  readonly windowMs: number;
  /** Several lanes use it: part of it is kept free for the more urgent ones. */
  readonly shared?: boolean;
};

/** A token bucket: `rate` tokens per second up to `burst`. */
export type BucketRule = { readonly rate: number; readonly burst: number };

/** What one tier grants each signer. */
export type SignerTier = {
  readonly name: string;
  readonly orders: BucketRule;
  readonly cancels: BucketRule;
  /** The debit after a cancel-all may take the cancel bucket below zero; otherwise it stops at zero. */
  readonly cancelsMayGoNegative: boolean;
};

/** Which bucket a route debits. */
export type SignerCost = {
  readonly route: string;
  readonly bucket: "orders" | "cancels";
  /** `each`: as many tokens as the request has orders or ids; `one`: one. */
  readonly cost: "each" | "one";
  /** The number of orders actually canceled is debited when the answer is known. */
  readonly afterwards?: boolean;
};

/** Token buckets of every signer, beside the windows of the address the requests come from. */
export type SignerRules = {
  readonly surfaces: readonly Surface[];
  readonly tiers: readonly SignerTier[];
  /** Tier of a signer about which nothing is known yet: the lowest. */
  readonly defaultTier: string;
  readonly costs: readonly SignerCost[];
};

/** The limits that one venue published at one time. */
export type LimitTable = {
  readonly name: string;
  /** Date on which the source was read, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly source: string;
  readonly windows: readonly WindowRule[];
  readonly signers?: SignerRules;
};
