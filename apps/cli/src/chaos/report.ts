import { createHash } from "node:crypto";
import type { FaultHit, FaultKind } from "@pm/venue";

/** What one run, or many of them, came to. */
export type ChaosReport = {
  readonly runs: number;
  /** Orders at the venues in the end. */
  readonly orders: number;
  /** Requests and frames that a fault hit. */
  readonly faults: number;
  /** What must never happen and did, each with the seed that replays it. */
  readonly violations: readonly string[];
  /** Orders whose fate was not known or not settled in the end. */
  readonly unresolved: number;
  /** Seeds of the runs that left such orders. */
  readonly unresolvedSeeds: readonly number[];
  /** Processes that died. */
  readonly crashes: number;
  /** How often each kind of fault hit. */
  readonly kinds: Readonly<Partial<Record<FaultKind, number>>>;
  /** The longest from the first send of an order to its decision, milliseconds. */
  readonly slowestDecisionMs: number;
  /** Of everything the venues saw and did, in 16 hex digits: equal for equal campaigns of simulated runs. */
  readonly digest: string;
};

const NO_DIGEST = "0".repeat(16);

export const NOTHING: ChaosReport = {
  runs: 0,
  orders: 0,
  faults: 0,
  violations: [],
  unresolved: 0,
  unresolvedSeeds: [],
  crashes: 0,
  kinds: {},
  slowestDecisionMs: 0,
  digest: NO_DIGEST,
};

/** Two reports as one. */
export function addReports(left: ChaosReport, right: ChaosReport): ChaosReport {
  return {
    runs: left.runs + right.runs,
    orders: left.orders + right.orders,
    faults: left.faults + right.faults,
    violations: [...left.violations, ...right.violations],
    unresolved: left.unresolved + right.unresolved,
    unresolvedSeeds: [...left.unresolvedSeeds, ...right.unresolvedSeeds],
    crashes: left.crashes + right.crashes,
    kinds: addCounts(left.kinds, right.kinds),
    slowestDecisionMs: Math.max(left.slowestDecisionMs, right.slowestDecisionMs),
    // The order of runs does not matter, so that jobs side by side give what one after another gives.
    digest: (BigInt(`0x${left.digest}`) ^ BigInt(`0x${right.digest}`)).toString(16).padStart(16, "0"),
  };
}

/** How often each kind of fault is among `hits`. */
export function countKinds(hits: readonly FaultHit[]): ChaosReport["kinds"] {
  const counts: Partial<Record<FaultKind, number>> = {};
  for (const { kind } of hits) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** The digest of one run. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

function addCounts(left: ChaosReport["kinds"], right: ChaosReport["kinds"]): ChaosReport["kinds"] {
  const sum = { ...left };
  for (const [kind, count] of Object.entries(right) as [FaultKind, number][])
    sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}
