import type { Clock, Random } from "@pm/core-types";
import type { FaultHit, FaultKind, FaultSpec } from "./spec.ts";

/** What a fault is matched against. */
export type FaultTarget = {
  readonly request: number;
  readonly surface: string;
  /** `"POST /order"` for HTTP, `"/ws/market"` for sockets. */
  readonly route: string;
  readonly wallet: string | undefined;
};

/** A fault that hit. */
export type ActiveFault = FaultSpec & { readonly id: string; readonly injectedAt: number };

type Entry = ActiveFault & { left: number };

/** The venue's faults: injected by script or control API, drawn from the seed, each hit logged. */
export type Faults = {
  /** Adds a fault; returns its id. */
  readonly inject: (spec: FaultSpec) => string;
  readonly remove: (id: string) => boolean;
  readonly clear: () => void;
  readonly active: () => readonly ActiveFault[];
  /** The faults among `kinds` that hit this target now, in order of injection; each hit is used up and logged. */
  readonly hit: (target: FaultTarget, kinds: ReadonlySet<FaultKind>) => readonly ActiveFault[];
  readonly log: () => readonly FaultHit[];
  /** True when nothing is injected: the hot path asks this first. */
  readonly idle: () => boolean;
};

const LOG_LIMIT = 50_000;

/** The fault list of one venue. */
export function createFaults(options: { readonly clock: Clock; readonly random: Random }): Faults {
  const entries = new Map<string, Entry>();
  const log: FaultHit[] = [];
  let counter = 0;

  return {
    inject: (spec) => {
      const id = `fault-${++counter}`;
      const endless = spec.times === null || (spec.times === undefined && spec.probability !== undefined);
      const left = endless ? Number.POSITIVE_INFINITY : (spec.times ?? 1);
      entries.set(id, { ...spec, id, injectedAt: options.clock.now(), left });
      return id;
    },
    remove: (id) => entries.delete(id),
    clear: () => entries.clear(),
    active: () => [...entries.values()].map(({ left: _left, ...fault }) => fault),
    idle: () => entries.size === 0,
    log: () => log,
    hit: (target, kinds) => {
      const hits: Entry[] = [];
      for (const entry of entries.values()) {
        if (!kinds.has(entry.kind) || !matches(entry, target)) continue;
        if (entry.probability !== undefined && options.random.next() >= entry.probability) continue;
        entry.left -= 1;
        if (entry.left <= 0) entries.delete(entry.id);
        hits.push(entry);
        if (log.length === LOG_LIMIT) log.splice(0, LOG_LIMIT / 10);
        log.push({
          fault: entry.id,
          kind: entry.kind,
          at: options.clock.now(),
          request: target.request,
          route: target.route,
          wallet: target.wallet,
        });
      }
      return hits;
    },
  };
}

function matches(fault: FaultSpec, target: FaultTarget): boolean {
  if (fault.wallet !== undefined && fault.wallet.toLowerCase() !== target.wallet?.toLowerCase()) return false;
  if (fault.route === undefined) return true;
  const full = `${target.surface} ${target.route}`;
  if (fault.route.endsWith("*")) {
    const start = fault.route.slice(0, -1);
    return target.route.startsWith(start) || full.startsWith(start);
  }
  return fault.route === target.route || fault.route === full;
}
