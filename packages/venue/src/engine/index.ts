export { DEFAULT_CONFIG, DEFAULT_SETTLEMENT } from "./config.ts";
export { createEngine } from "./engine.ts";
export type * from "./events.ts";
export { TREASURY } from "./ledger.ts";
export { STANDARD_ORACLE } from "./market-ids.ts";
export type * from "./types.ts";
export { amountText, lastPriceText, MAX_UINT256, priceText } from "./units.ts";
