/** Upper edges of the wait classes, in milliseconds: 1, 2, 4, … 2^20. */
const CLASSES = 22;

/** What waiting cost so far. Quantiles are the upper edge of their class, at most twice the true value. */
export type WaitStats = {
  readonly admitted: number;
  readonly waited: number;
  readonly meanWaitMs: number;
  readonly maxWaitMs: number;
  readonly p50WaitMs: number;
  readonly p99WaitMs: number;
};

/** Counts waits in constant memory. */
export class WaitRecorder {
  readonly #classes = new Float64Array(CLASSES);
  #admitted = 0;
  #waited = 0;
  #total = 0;
  #max = 0;

  /** Admitted at once. */
  direct(): void {
    this.#admitted += 1;
  }

  /** Admitted after a wait. */
  after(ms: number): void {
    this.#admitted += 1;
    this.#waited += 1;
    this.#total += ms;
    if (ms > this.#max) this.#max = ms;
    const index = ms <= 1 ? 0 : Math.min(CLASSES - 1, Math.ceil(Math.log2(ms)));
    this.#classes[index]! += 1;
  }

  stats(): WaitStats {
    return {
      admitted: this.#admitted,
      waited: this.#waited,
      meanWaitMs: this.#waited === 0 ? 0 : this.#total / this.#waited,
      maxWaitMs: this.#max,
      p50WaitMs: this.#quantile(0.5),
      p99WaitMs: this.#quantile(0.99),
    };
  }

  /** Over everything admitted; what did not wait waited 0. */
  #quantile(share: number): number {
    let rest = Math.ceil(this.#admitted * share) - (this.#admitted - this.#waited);
    if (rest <= 0) return 0;
    for (let index = 0; index < CLASSES; index++) {
      rest -= this.#classes[index]!;
      if (rest <= 0) return Math.min(this.#max, 2 ** index);
    }
    return this.#max;
  }
}
