export { canceledCount, type LimitHeaders, readLimitHeaders } from "./feedback.ts";
export { laneOf } from "./lane.ts";
export { limitRequests } from "./limit-requests.ts";
export { createLimiter } from "./limiter.ts";
export type { Limiter, LimiterOptions } from "./options.ts";
export { splitBatch } from "./split.ts";
export type { BucketStats, LimiterStats, SignerStats, WindowStats } from "./stats.ts";
export type {
  Adjustment,
  BucketDemand,
  Demand,
  LimitStore,
  Reserve,
  StoreAnswer,
  WindowDemand,
} from "./store/limit-store.ts";
export type { BucketRule, LimitTable, SignerCost, SignerRules, SignerTier, WindowRule } from "./table.ts";
export { observedLimits, polymarketLimits } from "./tables/polymarket-2026-10.ts";
export { signers202610 } from "./tables/signers-2026-10.ts";
export type { WaitStats } from "./wait-stats.ts";
export type { LaneShares } from "./window/window-limit.ts";
