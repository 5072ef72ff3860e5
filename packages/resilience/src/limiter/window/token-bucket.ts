/**
 * Tokens that refill continuously at `rate` per second up to `burst`. The balance may be negative. Time never runs
 * backwards here: an earlier `now` counts as the latest one seen.
 */
export class TokenBucket {
  #perMs: number;
  #burst: number;
  #tokens: number;
  #at = Number.NEGATIVE_INFINITY;

  constructor(rate: number, burst: number) {
    this.#perMs = rate / 1000;
    this.#burst = burst;
    this.#tokens = burst;
  }

  get burst(): number {
    return this.#burst;
  }

  /** Tokens per second. */
  get rate(): number {
    return this.#perMs * 1000;
  }

  /** Tokens there are now. */
  balance(now: number): number {
    if (now > this.#at) {
      if (this.#tokens < this.#burst && this.#at !== Number.NEGATIVE_INFINITY) {
        this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs);
      }
      this.#at = now;
    }
    return this.#tokens;
  }

  /** Takes `count` tokens; the balance does not go below `floor`. */
  debit(now: number, count: number, floor = Number.NEGATIVE_INFINITY): void {
    const balance = this.balance(now);
    this.#tokens = Math.max(Math.min(balance, floor), balance - count);
  }

  /** Lowers the balance to `most` when it is higher. */
  cap(now: number, most: number): void {
    this.#tokens = Math.min(this.balance(now), most);
  }

  /** Milliseconds until there are `count` tokens: 0 when there are, `Infinity` when there never will be. */
  waitMs(now: number, count: number): number {
    const missing = count - this.balance(now);
    if (missing <= 0) return 0;
    return count > this.#burst ? Number.POSITIVE_INFINITY : missing / this.#perMs;
  }

  /** Changes rate and burst. What was spent stays spent: a larger burst gives its difference at once, as a new tier does. */
  retune(now: number, rate: number, burst: number): void {
    const balance = this.balance(now);
    this.#tokens = Math.min(burst, balance + Math.max(0, burst - this.#burst));
    this.#perMs = rate / 1000;
    this.#burst = burst;
  }
}
