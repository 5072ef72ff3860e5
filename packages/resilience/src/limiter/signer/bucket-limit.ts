import type { BucketRule } from "../table.ts";
import { Throttle } from "../window/throttle.ts";
import { TokenBucket } from "../window/token-bucket.ts";

/** One signer's bucket for orders or for cancels: the tier's numbers, margin, and what the venue's headers taught. */
export class BucketLimit {
  readonly throttle = new Throttle();
  /** Tokens of requests that were sent and not yet answered. */
  inFlight = 0;
  readonly #margin: number;
  readonly #bucket: TokenBucket;
  #rule: BucketRule;
  #blockedUntil = Number.NEGATIVE_INFINITY;

  constructor(rule: BucketRule, margin: number) {
    this.#rule = rule;
    this.#margin = margin;
    this.#bucket = new TokenBucket(rule.rate * margin, rule.burst * margin);
  }

  /** The largest cost that can ever pass, in whole tokens. */
  get largest(): number {
    return Math.floor(this.#bucket.burst);
  }

  get rate(): number {
    return this.#bucket.rate;
  }

  /** Rate and burst now: after margin and what refusals taught. */
  get full(): BucketRule {
    return { rate: this.#bucket.rate, burst: this.#bucket.burst };
  }

  /** The store that is shared with other processes has no tokens before `until`. */
  block(until: number): void {
    if (until > this.#blockedUntil) this.#blockedUntil = until;
  }

  balance(now: number): number {
    this.#slow(now);
    return this.#bucket.balance(now);
  }

  /** The time at or before which `cost` cannot pass; `-Infinity` when it can now. */
  blockedUntil(now: number, cost: number): number {
    this.#slow(now);
    const wait = this.#bucket.waitMs(now, cost);
    const held = Math.max(this.throttle.heldUntil, this.#blockedUntil);
    if (held >= now) return Math.max(held, now + wait);
    return wait === 0 ? Number.NEGATIVE_INFINITY : now + wait;
  }

  take(now: number, cost: number): void {
    this.#bucket.debit(now, cost);
  }

  /** Debits what the venue takes after the fact. */
  debitAfterwards(now: number, cost: number, mayGoNegative: boolean): void {
    this.#bucket.debit(now, cost, mayGoNegative ? Number.NEGATIVE_INFINITY : 0);
  }

  /**
   * The venue said how many tokens are left. Requests under way are not in its number, and the margin is kept as a
   * reserve, because the same signer may be used elsewhere. Never raises the balance.
   */
  heard(now: number, remaining: number): void {
    this.#bucket.cap(now, remaining - this.reserve - this.inFlight);
  }

  /** Tokens the margin leaves at the venue. */
  get reserve(): number {
    return this.#rule.burst * (1 - this.#margin);
  }

  retune(now: number, rule: BucketRule): void {
    this.#rule = rule;
    this.#bucket.retune(now, rule.rate * this.#margin, rule.burst * this.#margin);
  }

  /** True when nothing would be lost by forgetting this bucket. */
  isFresh(now: number): boolean {
    return this.inFlight === 0 && this.throttle.share(now) === 1 && this.balance(now) >= this.#bucket.burst;
  }

  /** Refusals lower the refill rate; the burst stays, so that a batch that could pass can pass later. */
  #slow(now: number): void {
    const rate = this.#rule.rate * this.#margin * this.throttle.share(now);
    if (rate !== this.#bucket.rate) this.#bucket.retune(now, rate, this.#bucket.burst);
  }
}
