import type { Lane } from "../http/request.ts";
import type { WaitStats } from "./wait-stats.ts";

/** One window, now. */
export type WindowStats = {
  readonly id: string;
  readonly windowMs: number;
  /** What the venue publishes. */
  readonly published: number;
  /** What is used at most: after margin and what refusals taught. */
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Requests that wait and need this window. */
  readonly waiting: number;
  /** Milliseconds for which the venue asked to be left alone; 0 when it did not. */
  readonly heldMs: number;
};

/** One signer's bucket, now. Tokens are after margin. */
export type BucketStats = {
  readonly balance: number;
  readonly burst: number;
  /** Tokens per second. */
  readonly rate: number;
  readonly inFlight: number;
  readonly waiting: number;
  readonly heldMs: number;
};

/** One signer, now. */
export type SignerStats = {
  readonly wallet: string;
  readonly tier: string;
  readonly orders: BucketStats;
  readonly cancels: BucketStats;
};

/** A limiter, now. */
export type LimiterStats = {
  /** Requests that wait. */
  readonly waiting: number;
  readonly windows: readonly WindowStats[];
  readonly signers: readonly SignerStats[];
  readonly lanes: Readonly<Record<Lane, WaitStats & { readonly waiting: number }>>;
  /** Wallets that waited, the most recent last. */
  readonly wallets: readonly (WaitStats & { readonly wallet: string; readonly waiting: number })[];
};
