/** Flows kept before those that no longer matter are forgotten. */
const SWEEP_AT = 1024;

/**
 * Start-time fair queueing between wallets: each request gets a virtual start time, and whoever serves them in that
 * order gives every busy wallet its weighted share, however much the others ask for. Idle time earns no credit.
 */
export class FairShare {
  readonly #finish = new Map<string, number>();
  readonly #weightOf: (wallet: string) => number;
  #virtual = 0;
  #sweepAt = SWEEP_AT;

  constructor(weightOf: (wallet: string) => number) {
    this.#weightOf = weightOf;
  }

  /** The virtual start time of the wallet's next request. */
  tag(wallet: string): number {
    const start = Math.max(this.#virtual, this.#finish.get(wallet) ?? 0);
    const weight = this.#weightOf(wallet);
    this.#finish.set(wallet, start + 1 / (Number.isFinite(weight) && weight > 0 ? weight : 1));
    if (this.#finish.size > this.#sweepAt) this.#sweep();
    return start;
  }

  /** A request with this tag is being served. */
  served(tag: number): void {
    if (tag > this.#virtual) this.#virtual = tag;
  }

  #sweep(): void {
    for (const [wallet, finish] of this.#finish) if (finish <= this.#virtual) this.#finish.delete(wallet);
    this.#sweepAt = Math.max(SWEEP_AT, this.#finish.size * 2);
  }
}
