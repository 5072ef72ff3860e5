import type { ApiKey } from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import type { VenueContext } from "../context.ts";
import { createAgents } from "../engine/index.ts";
import { HOUSE_KEY } from "../markets/seed-books.ts";

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
  // In a continued venue the ids of the earlier traders' orders are used up: those leave, and others come.
  if (context.continued) dismiss(context);
  const seed = context.continued ? (context.seed ^ context.clock.now()) >>> 0 : context.seed;
  const agents = createAgents({
    engine: context.engine,
    clock: context.clock,
    random: createSeededRandom(seed ^ 0xa6_e7),
    seed,
    ratePerSecond: options.rate ?? 20,
    depth: options.depth ?? 24,
  });
  agents.start();
  return agents;
}

/** Cancels what earlier traders left: orders of keys that the venue never gave out. */
function dismiss({ engine, keys }: VenueContext): void {
  const given = new Set<ApiKey>([HOUSE_KEY, ...keys.all().map((record) => record.key)]);
  for (const owner of new Set(engine.openOrders().map((order) => order.owner))) {
    if (!given.has(owner)) engine.cancelAll(owner);
  }
}
