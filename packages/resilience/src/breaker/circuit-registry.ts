import { noopTelemetry } from "@pm/core-types";
import { whole } from "../options/positive.ts";
import {
  type CircuitBreaker,
  type CircuitOptions,
  type CircuitSnapshot,
  createCircuitBreaker,
} from "./circuit-breaker.ts";

/** Breakers by name, made when first asked for. */
export type Circuits = {
  readonly of: (name: string) => CircuitBreaker;
  readonly all: () => Iterable<CircuitBreaker>;
  /** State of every breaker that is not simply closed, by name. */
  readonly toJSON: () => Readonly<Record<string, CircuitSnapshot>>;
};

/** Settings of {@link createCircuits}. */
export type CircuitsOptions = Omit<CircuitOptions, "name" | "snapshot"> & {
  /** What `toJSON` gave before a restart. @throws {ValidationError} when a snapshot makes no sense */
  readonly snapshots?: Readonly<Record<string, CircuitSnapshot>>;
  /** Breakers kept at once; beyond it those that are closed without failures are forgotten. Default 10,000. */
  readonly max?: number;
};

/** Keeps one breaker per name. Names with a colon (`clob-private:0x…`) stay out of metric labels' cardinality. */
export function createCircuits(options: CircuitsOptions = {}): Circuits {
  const { snapshots = {}, telemetry = noopTelemetry, ...shared } = options;
  const max = whole("max", options.max ?? 10_000);
  // Options that make no sense are refused now rather than at the first request.
  createCircuitBreaker(shared);
  const circuits = new Map<string, CircuitBreaker>();

  const create = (name: string, snapshot?: CircuitSnapshot): CircuitBreaker => {
    if (circuits.size >= max) forget();
    // One time series per wallet would grow without bound; their changes still reach `onChange`.
    const isWallets = name.includes(":");
    const circuit = createCircuitBreaker({
      ...shared,
      name,
      ...(isWallets ? {} : { telemetry }),
      ...(snapshot === undefined ? {} : { snapshot }),
    });
    circuits.set(name, circuit);
    return circuit;
  };
  const forget = (): void => {
    for (const [name, circuit] of circuits) {
      const { state, failures, forced } = circuit.toJSON();
      if (state === "closed" && failures === 0 && forced === undefined) circuits.delete(name);
    }
    // All of them are in trouble: the oldest goes, which at worst costs a few calls to find that out again.
    if (circuits.size < max) return;
    const [oldest] = circuits.keys();
    if (oldest !== undefined) circuits.delete(oldest);
  };
  for (const [name, snapshot] of Object.entries(snapshots)) create(name, snapshot);

  return {
    of: (name) => circuits.get(name) ?? create(name),
    all: () => circuits.values(),
    toJSON: () =>
      Object.fromEntries(
        [...circuits]
          .map(([name, circuit]) => [name, circuit.toJSON()] as const)
          .filter(
            ([, { state, failures, forced }]) => state !== "closed" || failures > 0 || forced !== undefined,
          ),
      ),
  };
}
