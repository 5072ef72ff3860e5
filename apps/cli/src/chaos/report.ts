/** What one run, or many of them, came to. */
export type ChaosReport = {
  readonly runs: number;
  /** Orders at the venues in the end. */
  readonly orders: number;
  /** Processes that died. */
  readonly crashes: number;
  /** Requests that a fault hit. */
  readonly faults: number;
  /** What must never happen and did, each with the seed that replays it. */
  readonly violations: readonly string[];
  /** Orders whose fate was not known or not settled in the end. */
  readonly unresolved: number;
};

export const NOTHING: ChaosReport = {
  runs: 0,
  orders: 0,
  crashes: 0,
  faults: 0,
  violations: [],
  unresolved: 0,
};

/** Two reports as one. */
export function addReports(left: ChaosReport, right: ChaosReport): ChaosReport {
  return {
    runs: left.runs + right.runs,
    orders: left.orders + right.orders,
    crashes: left.crashes + right.crashes,
    faults: left.faults + right.faults,
    violations: [...left.violations, ...right.violations],
    unresolved: left.unresolved + right.unresolved,
  };
}
