import type { CancelTimer, Clock } from "@pm/core-types";

/** One timer for many wishes: it rings at the earliest of them, or a little before a later one. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #at = Number.POSITIVE_INFINITY;
  #cancel: CancelTimer | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings strictly after `at` (monotonic ms), unless it rings before anyway. */
  wish(now: number, at: number): void {
    if (at >= this.#at || at === Number.POSITIVE_INFINITY) return;
    this.clear();
    this.#at = at;
    this.#cancel = this.#clock.setTimer(Math.max(0, Math.floor(at - now)) + 1, () => {
      this.#at = Number.POSITIVE_INFINITY;
      this.#cancel = undefined;
      this.#ring();
    });
  }

  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#at = Number.POSITIVE_INFINITY;
  }
}
