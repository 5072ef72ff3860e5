/** The most events that any interval of `windowMs`, both ends included, holds; `times` ascending. */
export function densest(times: readonly number[], windowMs: number): number {
  let most = 0;
  let from = 0;
  for (let to = 0; to < times.length; to++) {
    while (times[to]! - times[from]! > windowMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

/** A venue's token bucket, as the venue would count: refuses what it cannot cover. */
export function createVenueBucket(rate: number, burst: number) {
  let tokens = burst;
  let at = 0;
  return {
    /** True when the venue would have accepted. */
    take: (now: number, cost: number): boolean => {
      tokens = Math.min(burst, tokens + ((now - at) * rate) / 1000);
      at = now;
      if (tokens < cost) return false;
      tokens -= cost;
      return true;
    },
    debit: (now: number, cost: number): void => {
      tokens = Math.min(burst, tokens + ((now - at) * rate) / 1000) - cost;
      at = now;
    },
    balance: (now: number): number => Math.min(burst, tokens + ((now - at) * rate) / 1000),
  };
}
