import type { EngineEvent } from "../engine/index.ts";

/** pUSD traded in the last day, week, month and year, base units. */
export type Volumes = {
  readonly day: bigint;
  readonly week: bigint;
  readonly month: bigint;
  readonly year: bigint;
};

/** Volume per market over sliding hours. */
export type VolumeTracker = {
  readonly observe: (event: EngineEvent) => void;
  readonly of: (conditionId: string) => Volumes;
};

const HOUR = 3_600_000;
const YEAR_HOURS = 8760;

/** Adds up trades by the hour; hours older than a year are forgotten. */
export function createVolumes(now: () => number): VolumeTracker {
  const hours = new Map<string, Map<number, bigint>>();

  return {
    observe: (event) => {
      if (event.type !== "trade" || event.previous !== undefined) return;
      const { conditionId, usd, matchTime } = event.trade;
      const hour = Math.floor(matchTime / HOUR);
      const buckets = hours.get(conditionId) ?? new Map<number, bigint>();
      buckets.set(hour, (buckets.get(hour) ?? 0n) + usd);
      const oldest = buckets.keys().next().value;
      if (oldest !== undefined && oldest < hour - YEAR_HOURS) buckets.delete(oldest);
      hours.set(conditionId, buckets);
    },
    of: (conditionId) => {
      const current = Math.floor(now() / HOUR);
      const sum = { day: 0n, week: 0n, month: 0n, year: 0n };
      for (const [hour, usd] of hours.get(conditionId) ?? []) {
        const age = current - hour;
        if (age < YEAR_HOURS) sum.year += usd;
        if (age < 720) sum.month += usd;
        if (age < 168) sum.week += usd;
        if (age < 24) sum.day += usd;
      }
      return sum;
    },
  };
}
