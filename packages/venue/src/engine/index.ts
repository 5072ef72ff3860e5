export { createAgents } from "./agents/agents.ts";
export { DEFAULT_SETTLEMENT } from "./config.ts";
export { createEngine } from "./engine.ts";
export type * from "./events.ts";
export { STANDARD_ORACLE } from "./market-ids.ts";
export type * from "./types.ts";
