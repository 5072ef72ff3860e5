/** Durations of one kind of call, in milliseconds. */
export type LatencySummary = {
  readonly count: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
};

/** Collects durations by name and sums them up. */
export type Latencies = {
  /** Runs `task` and keeps how long it took. */
  readonly time: <T>(name: string, task: () => Promise<T>) => Promise<T>;
  readonly add: (name: string, ms: number) => void;
  readonly summary: () => Readonly<Record<string, LatencySummary>>;
};

/** Nearest-rank percentile of sorted values. */
function percentile(sorted: readonly number[], share: number): number {
  const rank = Math.max(0, Math.ceil(sorted.length * share) - 1);
  return sorted[rank] ?? 0;
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

/** @param monotonic milliseconds that never go backwards. */
export function createLatencies(monotonic: () => number): Latencies {
  const samples = new Map<string, number[]>();
  const add = (name: string, ms: number): void => {
    const list = samples.get(name) ?? [];
    list.push(ms);
    samples.set(name, list);
  };
  return {
    add,
    time: async (name, task) => {
      const start = monotonic();
      const result = await task();
      add(name, monotonic() - start);
      return result;
    },
    summary: () =>
      Object.fromEntries(
        [...samples].map(([name, list]) => {
          const sorted = list.toSorted((a, b) => a - b);
          return [
            name,
            {
              count: sorted.length,
              medianMs: round(percentile(sorted, 0.5)),
              p95Ms: round(percentile(sorted, 0.95)),
              maxMs: round(sorted.at(-1) ?? 0),
            },
          ];
        }),
      ),
  };
}
