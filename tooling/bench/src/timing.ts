import type { Work } from "./row.ts";

/** Results end up here, so that no compiler may conclude that the work is not needed. */
let sink: unknown;
export const lastResult = (): unknown => sink;

/** How often one sample repeats a work, and whether it has to await. */
export type Calibration = Readonly<{ iterations: number; isAsync: boolean }>;

/** Milliseconds that `iterations` repetitions take. Synchronous work never pays for an `await`. */
export const time = async (
  work: Work,
  { iterations, isAsync }: Calibration,
  now: () => number,
): Promise<number> => {
  const started = now();
  if (isAsync) for (let left = iterations; left > 0; left--) sink = await work();
  else for (let left = iterations; left > 0; left--) sink = work();
  return now() - started;
};

const isPromise = (value: unknown): boolean =>
  typeof (value as { then?: unknown } | undefined)?.then === "function";

const MOST_ITERATIONS = 2 ** 30;

/**
 * Warms a work up and finds out how often it has to be repeated to last about `sampleMs`.
 * Repetitions double until they are long enough to be trusted, then scale.
 */
export const calibrate = async (
  work: Work,
  options: Readonly<{ now: () => number; sampleMs: number; warmUpMs: number }>,
): Promise<Calibration> => {
  const { now, sampleMs, warmUpMs } = options;
  const started = now();
  const first = work();
  const isAsync = isPromise(first);
  sink = await first;

  let iterations = 1;
  let took = await time(work, { iterations, isAsync }, now);
  while (iterations < MOST_ITERATIONS && (took < sampleMs / 2 || now() - started < warmUpMs)) {
    if (took < sampleMs / 2) iterations *= 2;
    took = await time(work, { iterations, isAsync }, now);
  }
  return {
    iterations: Math.max(1, Math.round((iterations * sampleMs) / Math.max(took, sampleMs / 100))),
    isAsync,
  };
};

/** Runs a work untimed for `resumeMs`, or for as many calls as must have been enough if the clock stands still. */
export const resume = async (
  work: Work,
  { isAsync }: Calibration,
  { now, resumeMs }: Readonly<{ now: () => number; resumeMs: number }>,
): Promise<void> => {
  if (resumeMs === 0) return;
  const started = now();
  for (let calls = 0; calls < MOST_ITERATIONS && now() - started < resumeMs; calls++) {
    sink = isAsync ? await work() : work();
  }
};
