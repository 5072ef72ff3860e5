import { createSeededRandom } from "@pm/core-types/virtual";
import type { VenueContext } from "../context.ts";
import { createAgents } from "../engine/index.ts";

/** How busy the venue's own traders are. */
export type AgentOptions = {
  /** Actions a second over all markets: orders, cancels, takes. Default 20. */
  readonly rate?: number;
  /** Orders that rest in each market, about. Default 24. */
  readonly depth?: number;
};

/** Seeded traders that keep books moving. */
export type Agents = {
  /** Actions taken so far. */
  readonly actions: () => number;
  readonly setRate: (rate: number) => void;
  readonly stop: () => void;
};

/** Starts the traders of `market` mode. Everything they do follows from the seed and the clock. */
export function startAgents(context: VenueContext, options: AgentOptions = {}): Agents {
  const agents = createAgents({
    engine: context.engine,
    clock: context.clock,
    random: createSeededRandom(context.seed ^ 0xa6_e7),
    seed: context.seed,
    ratePerSecond: options.rate ?? 20,
    depth: options.depth ?? 24,
  });
  agents.start();
  return agents;
}
