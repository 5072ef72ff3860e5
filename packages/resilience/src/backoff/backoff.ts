import { type Random, systemRandom, ValidationError } from "@pm/core-types";

/** How waits grow: `baseMs` doubling (or by `factor`) up to `capMs`, each drawn evenly from zero to that bound. */
export type BackoffOptions = {
  readonly baseMs?: number;
  readonly capMs?: number;
  readonly factor?: number;
  /** Never wait less than this; default 0. */
  readonly minMs?: number;
  readonly random?: Random;
};

/** A series of growing, jittered waits. */
export type Backoff = {
  /** The next wait in milliseconds. */
  readonly next: () => number;
  /** Starts over: call it after a success. */
  readonly reset: () => void;
  /** Waits handed out since the last reset. */
  readonly attempts: () => number;
};

/**
 * Exponential backoff with full jitter: many clients that failed together do not come back together.
 *
 * @throws {ValidationError} when an option is not a sensible number.
 */
export function createBackoff(options: BackoffOptions = {}): Backoff {
  const { baseMs = 250, capMs = 30_000, factor = 2, minMs = 0, random = systemRandom } = options;
  for (const [name, value, least] of [
    ["baseMs", baseMs, 0],
    ["capMs", capMs, 0],
    ["factor", factor, 1],
    ["minMs", minMs, 0],
  ] as const) {
    if (!(Number.isFinite(value) && value >= least)) {
      throw new ValidationError({
        message: `${name} of a backoff must be a number of at least ${least}, not ${String(value)}.`,
        context: { field: name },
      });
    }
  }
  let attempts = 0;
  return {
    next: () => {
      const bound = Math.min(capMs, baseMs * factor ** attempts);
      attempts += 1;
      return Math.min(capMs, Math.max(minMs, random.next() * bound));
    },
    reset: () => {
      attempts = 0;
    },
    attempts: () => attempts,
  };
}
