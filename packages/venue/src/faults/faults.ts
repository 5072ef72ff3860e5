import type { Clock, Random } from "@pm/core-types";
import type { FaultEffect, FaultHit, FaultKind, FaultSpec } from "./spec.ts";

/** What a fault is matched against. */
export type FaultTarget = {
  readonly request: number;
  /** The frame's number on its connection; undefined for HTTP. */
  readonly frame?: number;
  readonly surface: string;
  /** `"POST /order"` for HTTP, `"/ws/market"` for sockets. */
  readonly route: string;
  readonly wallet: string | undefined;
};

/** A fault that hit. */
export type ActiveFault = FaultSpec & { readonly id: string; readonly injectedAt: number };

type Entry = ActiveFault & { left: number; pass: number; readonly from: number; readonly until: number };

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
      const injectedAt = options.clock.now();
      const from = injectedAt + (spec.afterMs ?? 0);
      const until = from + (spec.forMs ?? Number.POSITIVE_INFINITY);
      entries.set(id, { ...spec, id, injectedAt, left, pass: spec.skip ?? 0, from, until });
      return id;
    },
    remove: (id) => entries.delete(id),
    clear: () => entries.clear(),
    active: () =>
      [...entries.values()].map(
        ({ left: _left, pass: _pass, from: _from, until: _until, ...fault }) => fault,
      ),
    idle: () => entries.size === 0,
    log: () => log,
    hit: (target, kinds) => {
      const hits: Entry[] = [];
      const now = options.clock.now();
      for (const entry of entries.values()) {
        if (now >= entry.until) entries.delete(entry.id);
        if (now < entry.from || now >= entry.until) continue;
        if (!kinds.has(entry.kind) || !matches(entry, target)) continue;
        if (entry.pass > 0) {
          entry.pass -= 1;
          continue;
        }
        if (entry.probability !== undefined && options.random.next() >= entry.probability) continue;
        entry.left -= 1;
        if (entry.left <= 0) entries.delete(entry.id);
        hits.push(entry);
        if (log.length === LOG_LIMIT) log.splice(0, LOG_LIMIT / 10);
        log.push({
          fault: entry.id,
          kind: entry.kind,
          at: now,
          request: target.request,
          frame: target.frame,
          route: target.route,
          wallet: target.wallet,
          how: effectOf(entry),
        });
      }
      return hits;
    },
  };
}

function effectOf({ ms, status, text, processed, body, retryAfter }: FaultSpec): FaultEffect {
  return {
    ...(ms === undefined ? {} : { ms }),
    ...(status === undefined ? {} : { status }),
    ...(text === undefined ? {} : { text }),
    ...(processed === undefined ? {} : { processed }),
    ...(body === undefined ? {} : { body }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function matches(fault: FaultSpec, target: FaultTarget): boolean {
  if (fault.request !== undefined && fault.request !== target.request) return false;
  if (fault.frame !== undefined && fault.frame !== target.frame) return false;
  if (fault.wallet !== undefined && fault.wallet.toLowerCase() !== target.wallet?.toLowerCase()) return false;
  if (fault.route === undefined) return true;
  const full = `${target.surface} ${target.route}`;
  if (fault.route.endsWith("*")) {
    const start = fault.route.slice(0, -1);
    return target.route.startsWith(start) || full.startsWith(start);
  }
  return fault.route === target.route || fault.route === full;
}
