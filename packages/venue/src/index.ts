/**
 * A faithful local Polymarket: HTTP and WebSocket, matching, settlement, faults.
 *
 * @packageDocumentation
 */

export type { DevAccount } from "./accounts/dev-accounts.ts";
export type { AgentOptions } from "./agents/agents.ts";
export type {
  ConservationReport,
  Engine,
  EngineConfig,
  EngineEvent,
  EngineMode,
  EngineOptions,
  EventSpec,
  FeeTerms,
  MarketSpec,
  MarketView,
  SettlementPlan,
} from "./engine/index.ts";
export { createEngine } from "./engine/index.ts";
export { PortInUseError, VenueDataError, VenueUsageError } from "./errors.ts";
export { FAILURE_TEXTS } from "./faults/failure-texts.ts";
export type { ActiveFault } from "./faults/faults.ts";
export { parseFaultScript, replayFaults } from "./faults/script.ts";
export {
  FAULT_KINDS,
  type FaultEffect,
  type FaultHit,
  type FaultKind,
  type FaultSpec,
} from "./faults/spec.ts";
export type { NewComment, WireComment } from "./gamma/comments.ts";
export type { SeriesSpec } from "./gamma/series.ts";
export type { Incoming, Wire } from "./http/exchange.ts";
export type { Reply } from "./http/reply.ts";
export type { LoggedRequest } from "./http/request-log.ts";
export type { LimitMode } from "./limits/signer-limits.ts";
export { DEFAULT_EVENTS, manyMarkets } from "./markets/default-markets.ts";
export type { RewardProgramme } from "./markets/rewards.ts";
export {
  type DumpedOrder,
  type DumpedTrade,
  type LedgerDump,
  type ReadyMarket,
  VENUE_MODES,
  type Venue,
  type VenueDoors,
  type VenueMode,
  type VenueOptions,
  type VenueReadyLine,
} from "./options.ts";
export type { PaperFeed, PaperMarket, PaperUpdate } from "./paper/feed.ts";
export type { SavedVenue } from "./persistence/durable.ts";
export { DURABILITIES, type Durability } from "./persistence/keeper.ts";
export type { MarketQuirks } from "./sockets/market-channel.ts";
export type { SportsResult } from "./sockets/sports-channel.ts";
export { createVenue } from "./venue.ts";
