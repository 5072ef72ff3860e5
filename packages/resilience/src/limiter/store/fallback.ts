import type { Route } from "../route.ts";
import type { BucketLimit } from "../signer/bucket-limit.ts";
import { SlidingWindow } from "../window/sliding-window.ts";
import { TokenBucket } from "../window/token-bucket.ts";
import type { WindowLimit } from "../window/window-limit.ts";
import { type Reserve, sliceOf } from "./limit-store.ts";

/** Buckets kept before the full ones are forgotten. */
const SWEEP_AT = 4096;

/**
 * This process's slice of every limit, for when the shared store is away. The slices of all processes and what the
 * store gives out add up to no more than the limit, so switching back and forth at any moment is never looser.
 */
export class Fallback {
  readonly #reserve: Reserve;
  readonly #windows = new Map<WindowLimit, SlidingWindow>();
  readonly #buckets = new Map<BucketLimit, TokenBucket>();

  constructor(reserve: Reserve) {
    this.#reserve = reserve;
  }

  /** Takes from the slices; `-Infinity` when it did, otherwise the time before which they have no room. */
  take(route: Route, bucket: BucketLimit | undefined, cost: number, now: number): number {
    let blocked = Number.NEGATIVE_INFINITY;
    for (const window of route.windows) {
      const slice = sliceOf(window.limit, this.#reserve);
      blocked = Math.max(blocked, this.#windowOf(window).blockedUntil(now, 1, slice));
    }
    const tokens = bucket === undefined ? undefined : this.#bucketOf(bucket, now);
    const wait = tokens?.waitMs(now, cost) ?? 0;
    if (wait > 0) blocked = Math.max(blocked, now + wait);
    if (blocked >= now) return blocked;
    for (const window of route.windows) this.#windowOf(window).add(now, 1);
    tokens?.debit(now, cost);
    return Number.NEGATIVE_INFINITY;
  }

  #windowOf(window: WindowLimit): SlidingWindow {
    let slice = this.#windows.get(window);
    if (slice === undefined) {
      slice = new SlidingWindow(window.rule.windowMs);
      this.#windows.set(window, slice);
    }
    return slice;
  }

  #bucketOf(bucket: BucketLimit, now: number): TokenBucket {
    const share = this.#reserve.buckets / this.#reserve.processes;
    const { rate, burst } = bucket.full;
    let slice = this.#buckets.get(bucket);
    if (slice === undefined) {
      if (this.#buckets.size >= SWEEP_AT) this.#sweep(now);
      slice = new TokenBucket(rate * share, burst * share);
      this.#buckets.set(bucket, slice);
    } else slice.retune(now, rate * share, burst * share);
    return slice;
  }

  #sweep(now: number): void {
    for (const [bucket, slice] of this.#buckets)
      if (slice.balance(now) >= slice.burst) this.#buckets.delete(bucket);
  }
}
