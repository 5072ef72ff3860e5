import type { Clock, Random } from "@pm/core-types";
import type { Engine } from "../types.ts";
import { createFlow, type Flow } from "./flow.ts";
import { type AgentTrader, agentTraders } from "./traders.ts";

/** How agents trade. */
export type AgentOptions = {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: Random;
  /** Orders, cancels and takes a second, over all markets. */
  readonly ratePerSecond: number;
  /** Names the agents and their orders. Default: the engine's seed. */
  readonly seed?: number;
  /** Condition ids. Default: every open market, also those listed later. */
  readonly markets?: readonly string[];
  /** Default 12. */
  readonly traders?: number;
  /** Orders that rest in each market, about. Default 32. */
  readonly depth?: number;
};

/** Seeded traders that keep books moving. */
export type Agents = {
  readonly traders: readonly AgentTrader[];
  /** Fills the books, then acts at the given rate until `stop`. */
  readonly start: () => void;
  readonly stop: () => void;
  /** Acts so many times now. */
  readonly step: (times: number) => void;
  readonly setRate: (perSecond: number) => void;
  /** Actions so far, without those that filled the books. */
  readonly actions: () => number;
};

/** Time between two bursts of actions, milliseconds. */
const BURST_MS = 20;
/** What a burst makes up for when timers come late, milliseconds: a process that slept does not wake to a storm. */
const CATCH_UP_MS = 1_000;

/**
 * Makes agents. They quote around a price that wanders, take each other's orders, and cancel; they trade with their
 * own money, which is created at the start. With a seeded `random` and a virtual clock they repeat exactly.
 */
export function createAgents(options: AgentOptions): Agents {
  const { engine, clock, random } = options;
  const seed = options.seed ?? engine.config.seed;
  const traders = agentTraders(seed, options.traders ?? 12);
  const depth = options.depth ?? 32;
  const flows: Flow[] = [];
  const known = new Set<string>();
  let rate = options.ratePerSecond;
  let actions = 0;
  let due = 0;
  let last = 0;
  let seen = 0;
  let cancel: (() => void) | undefined;

  const adopt = (conditionId: string): void => {
    if (known.has(conditionId)) return;
    const market = engine.market(conditionId);
    if (market === undefined || market.state === "resolved") return;
    known.add(conditionId);
    flows.push(createFlow({ engine, random, traders, market, seed, depth }));
  };

  /** Comes to markets listed since it last looked. */
  const discover = (): void => {
    if (options.markets !== undefined) {
      for (const conditionId of options.markets) adopt(conditionId);
      return;
    }
    const events = engine.events();
    for (; seen < events.length; seen++) {
      for (const conditionId of events[seen]!.conditionIds) adopt(conditionId);
    }
  };

  const act = (times: number): void => {
    for (let n = 0; n < times && flows.length > 0; n++) {
      const at = Math.floor(random.next() * flows.length);
      const flow = flows[at]!;
      actions++;
      if (flow.act()) continue;
      flows.splice(at, 1);
    }
  };

  const burst = (): void => {
    discover();
    const now = clock.monotonic();
    due += (rate * Math.min(CATCH_UP_MS, now - last)) / 1000;
    last = now;
    const times = Math.floor(due);
    due -= times;
    act(times);
    cancel = clock.setTimer(BURST_MS, burst, { background: true });
  };

  return {
    traders,
    start: () => {
      if (cancel !== undefined) return;
      discover();
      for (const flow of flows) {
        for (let n = 0; n < depth; n++) flow.quote();
      }
      last = clock.monotonic();
      cancel = clock.setTimer(BURST_MS, burst, { background: true });
    },
    stop: () => {
      cancel?.();
      cancel = undefined;
    },
    step: (times) => {
      discover();
      act(times);
    },
    setRate: (perSecond) => {
      rate = perSecond;
    },
    actions: () => actions,
  };
}
