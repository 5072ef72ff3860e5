/** Entries a window is kept in: it holds a request at most this fraction of its length longer than it must. */
const GRANULES = 256;

/**
 * Counts what happened in the last `windowMs`, in constant memory and constant amortised time.
 *
 * Strict: events closer than 1/256 of the window share an entry, which leaves only when its *latest* event has, so a
 * count is never too low. Under saturation this costs at most 1/256 of the limit. Time never runs backwards here: an
 * earlier `now` counts as the latest one seen.
 */
export class SlidingWindow {
  readonly windowMs: number;
  readonly #granuleMs: number;
  readonly #last = new Float64Array(GRANULES + 2);
  readonly #count = new Float64Array(GRANULES + 2);
  #head = 0;
  #size = 0;
  #tailStarted = 0;
  #total = 0;
  #now = Number.NEGATIVE_INFINITY;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
    this.#granuleMs = windowMs / GRANULES;
  }

  /** Events in the window that ends now. */
  used(now: number): number {
    if (now > this.#now) this.#now = now;
    while (this.#size > 0 && this.#now > this.#last[this.#head]! + this.windowMs) {
      this.#total -= this.#count[this.#head]!;
      this.#head = (this.#head + 1) % this.#last.length;
      this.#size -= 1;
    }
    return this.#total;
  }

  /** Records `count` events now. */
  add(now: number, count: number): void {
    this.used(now);
    this.#total += count;
    if (this.#size > 0) {
      const tail = (this.#head + this.#size - 1) % this.#last.length;
      if (this.#now - this.#tailStarted < this.#granuleMs || this.#size === this.#last.length) {
        this.#last[tail] = this.#now;
        this.#count[tail]! += count;
        return;
      }
    }
    const next = (this.#head + this.#size) % this.#last.length;
    this.#last[next] = this.#now;
    this.#count[next] = count;
    this.#tailStarted = this.#now;
    this.#size += 1;
  }

  /**
   * The time at or before which `count` more events do not fit under `limit`; right after it they do. `-Infinity`
   * when they fit now, `Infinity` when they never will.
   */
  blockedUntil(now: number, count: number, limit: number): number {
    let excess = this.used(now) + count - limit;
    if (excess <= 0) return Number.NEGATIVE_INFINITY;
    for (let offset = 0; offset < this.#size; offset++) {
      const index = (this.#head + offset) % this.#last.length;
      excess -= this.#count[index]!;
      if (excess <= 0) return this.#last[index]! + this.windowMs;
    }
    return Number.POSITIVE_INFINITY;
  }
}
