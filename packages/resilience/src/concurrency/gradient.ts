import { ValidationError } from "@pm/core-types";
import { positive } from "../options/positive.ts";

/** Settings of {@link createGradient}; everything has a default. */
export type GradientOptions = {
  /** Limit to start with; default 20. */
  readonly initial?: number;
  /** The limit stays within these; default 4 and 200. */
  readonly min?: number;
  readonly max?: number;
  /** How much slower than usual is still usual; default 1.5. */
  readonly tolerance?: number;
  /** Requests that may queue at the other end without being a sign of trouble; default 4. */
  readonly queue?: number;
  /** Weight of a new estimate, in (0, 1]; default 0.2. */
  readonly smoothing?: number;
};

/** A limit on requests under way that follows latency. */
export type Gradient = {
  readonly limit: () => number;
  /** One request took `latencyMs` while `busy` were under way; `dropped`: it was refused or timed out. */
  readonly sample: (latencyMs: number, busy: number, dropped: boolean) => void;
};

/** Weight of one latency in the short-term average. */
const SHORT = 0.1;
/** The usual latency is the least short-term average of the last one to two epochs of this many samples. */
const EPOCH = 500;
const BACK_OFF = 0.9;

/**
 * Concurrency by latency gradient, after Netflix's Gradient2: when answers take longer than they usually do, fewer
 * are asked for at once. The venue's edge delays before it rejects, so this hears of a limit before any 429. Unlike a
 * long-term average, the usual latency cannot creep up under lasting load: each epoch begins with a short time at half
 * the limit, in which it is measured anew.
 */
export function createGradient(options: GradientOptions = {}): Gradient {
  const min = positive("min", options.min ?? 4);
  const max = positive("max", options.max ?? 200);
  const tolerance = positive("tolerance", options.tolerance ?? 1.5);
  const queue = positive("queue", options.queue ?? 4);
  const smoothing = positive("smoothing", options.smoothing ?? 0.2);
  if (min > max || smoothing > 1 || tolerance < 1) {
    throw new ValidationError({
      message: `A gradient needs min ≤ max, smoothing ≤ 1 and tolerance ≥ 1, not ${min}, ${max}, ${smoothing}, ${tolerance}.`,
    });
  }
  let limit = Math.min(max, Math.max(min, options.initial ?? 20));
  let short = 0;
  let least = Number.POSITIVE_INFINITY;
  let leastBefore = Number.POSITIVE_INFINITY;
  let samples = 0;
  let measuring = 0;
  let wasSlow = false;

  const nextEpoch = (): void => {
    samples = 1;
    leastBefore = least;
    least = short;
    // Only a limit that latency holds down needs to make room to measure.
    if (!wasSlow) return;
    wasSlow = false;
    measuring = Math.ceil(2 * limit + 2 / SHORT);
    limit = Math.max(min, limit / 2);
  };

  return {
    limit: () => Math.floor(limit),
    sample: (latencyMs, busy, dropped) => {
      if (dropped) {
        limit = Math.max(min, limit * BACK_OFF);
        return;
      }
      if (!(latencyMs >= 0)) return;
      const latency = Math.max(0.01, latencyMs);
      short = short === 0 ? latency : short + (latency - short) * SHORT;
      least = Math.min(least, short);
      samples += 1;
      if (samples > EPOCH) nextEpoch();
      if (measuring > 0) {
        measuring -= 1;
        return;
      }
      // A limit that is not used says nothing about whether more would do.
      if (busy < limit / 2) return;
      const gradient = Math.max(0.5, Math.min(1, (tolerance * Math.min(least, leastBefore)) / short));
      if (gradient < 1) wasSlow = true;
      const next = limit * gradient + queue;
      limit = Math.min(max, Math.max(min, limit * (1 - smoothing) + next * smoothing));
    },
  };
}
