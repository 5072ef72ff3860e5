import type { EngineConfig, SettlementPlan } from "./types.ts";

/** Settlement as it goes when nothing is wrong: mined after a second, confirmed two seconds later. */
export const DEFAULT_SETTLEMENT: SettlementPlan = {
  minedAfterMs: 1_000,
  confirmedAfterMs: 2_000,
  hashAt: "MINED",
  retries: 0,
  retryFrom: "MATCHED",
  retryAfterMs: 1_000,
  fails: false,
};

/** The documented constants of the venue, 2026-10. */
export const DEFAULT_CONFIG: EngineConfig = {
  seed: 1,
  settlement: DEFAULT_SETTLEMENT,
  gtdMinimumMs: 180_000,
  gtdEarlyMs: 60_000,
  marketableMinimum: 1_000_000n,
  postOnlyAfterRestartMs: 120_000,
  heartbeatTimeoutMs: 10_000,
  heartbeatSweepMs: 5_000,
  historyLimit: 50_000,
  flipLastPrice: true,
};
