export { type AgentOptions, type Agents, createAgents } from "./agents/agents.ts";
export type { AgentTrader } from "./agents/traders.ts";
export { DEFAULT_CONFIG, DEFAULT_SETTLEMENT } from "./config.ts";
export { createEngine } from "./engine.ts";
export type * from "./events.ts";
export { TREASURY } from "./ledger.ts";
export { type ProtocolVersion, STANDARD_ORACLE } from "./market-ids.ts";
export type * from "./types.ts";
export { amountText, lastPriceText, MAX_UINT256, priceText } from "./units.ts";
