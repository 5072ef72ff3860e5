const BACK_OFF = 0.7;
const LEAST = 0.05;
/** The share at which the venue last refused is approached again only slowly. */
const NEAR = 0.9;
const FAST_MS = 10_000;
const SLOW_MS = 600_000;

/**
 * What refusals of the venue teach about a limit: a hold until a stated time, and a share of the limit that drops
 * with each refusal and recovers, quickly to just below where it was refused, then slowly to the whole.
 */
export class Throttle {
  #heldUntil = Number.NEGATIVE_INFINITY;
  #share = 1;
  #known = 1;
  #since = Number.NEGATIVE_INFINITY;

  /** No request before this time. */
  get heldUntil(): number {
    return this.#heldUntil;
  }

  /** Share of the limit to use now, in (0, 1]. */
  share(now: number): number {
    if (this.#share >= 1) return 1;
    const elapsed = now - this.#since;
    if (elapsed <= 0) return this.#share;
    const fast = this.#share + (this.#known - this.#share) * Math.min(1, elapsed / FAST_MS);
    if (elapsed <= FAST_MS) return fast;
    const slow = this.#known + (1 - this.#known) * ((elapsed - FAST_MS) / SLOW_MS);
    if (slow >= 1) this.#share = 1;
    return Math.min(1, slow);
  }

  /** The venue refused a request that was sent at `sentAt`, and wants none for `holdMs`. True when it was news. */
  refused(now: number, sentAt: number, holdMs: number): boolean {
    this.#heldUntil = Math.max(this.#heldUntil, now + holdMs);
    // Requests that were already under way when the limit was lowered say nothing about the lowered limit.
    if (sentAt < this.#since) return false;
    const share = this.share(now);
    this.#known = Math.max(LEAST, share * NEAR);
    this.#share = Math.max(LEAST, share * BACK_OFF);
    this.#since = this.#heldUntil;
    return true;
  }
}
