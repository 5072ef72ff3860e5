/** Small statistics over the samples of one side. All of them refuse an empty list: nothing measured is not zero. */

const sorted = (samples: readonly number[]): readonly number[] => {
  if (samples.length === 0) throw new RangeError("There are no samples.");
  return [...samples].sort((a, b) => a - b);
};

/** The middle value; the mean of the two middle ones when their number is even. */
export const median = (samples: readonly number[]): number => {
  const ordered = sorted(samples);
  const middle = ordered.length >> 1;
  const upper = ordered[middle] ?? Number.NaN;
  return ordered.length % 2 === 1 ? upper : ((ordered[middle - 1] ?? Number.NaN) + upper) / 2;
};

/** The smallest sample that at least `share` (0 to 1) of all samples do not exceed: nearest rank, never interpolated. */
export const percentile = (samples: readonly number[], share: number): number => {
  const ordered = sorted(samples);
  const rank = Math.min(ordered.length, Math.max(1, Math.ceil(share * ordered.length)));
  return ordered[rank - 1] ?? Number.NaN;
};

/** What is reported of one side. */
export type Summary = Readonly<{ median: number; min: number; p95: number }>;

export const summarise = (samples: readonly number[]): Summary => ({
  median: median(samples),
  min: percentile(samples, 0),
  p95: percentile(samples, 0.95),
});

/** Four significant digits: more would claim a precision that no benchmark has. */
export const round = (value: number): number =>
  Number.isFinite(value) ? Number(value.toPrecision(4)) : value;
