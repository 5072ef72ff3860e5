import { type Attributes, noopTelemetry, type Telemetry } from "@pm/core-types";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { createSeriesGuard } from "./series-guard.ts";

/** Buckets of durations, in seconds: from a tenth of a millisecond to a minute. */
const SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];
const BYTES = [64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];
const PLAIN = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** Settings of {@link createMetrics}. */
export type MetricsOptions = {
  readonly registry?: Registry;
  /** Help texts by metric name. */
  readonly help?: Readonly<Record<string, string>>;
  /** Histogram buckets by metric name. */
  readonly buckets?: Readonly<Record<string, readonly number[]>>;
  /** Label combinations one metric may have before new ones are counted as `other`; default 2,000. */
  readonly maxSeries?: number;
  /** Adds the process's own metrics (CPU, memory, event loop); default false. */
  readonly processMetrics?: boolean;
};

/** Prometheus metrics behind the telemetry port. */
export type Metrics = {
  readonly telemetry: Telemetry;
  readonly registry: Registry;
  /** The registry in the Prometheus text format. */
  readonly expose: () => Promise<string>;
};

type Entry =
  | { readonly kind: "counter"; readonly metric: Counter }
  | { readonly kind: "gauge"; readonly metric: Gauge }
  | { readonly kind: "histogram"; readonly metric: Histogram };

/**
 * Telemetry that keeps counters, gauges and histograms for Prometheus. A metric comes to be at its first use and
 * its labels are those of that use; what does not fit is counted in `pm_telemetry_dropped_total`, never thrown.
 */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = options.registry ?? new Registry();
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry });
  const entries = new Map<string, Entry>();
  const guard = createSeriesGuard(options.maxSeries ?? 2000);
  const dropped = new Counter({
    name: "pm_telemetry_dropped_total",
    help: "Measurements that did not fit their metric's kind, labels or bounds.",
    labelNames: ["metric", "reason"],
    registers: [registry],
  });

  const settings = (name: string, attributes: Attributes | undefined) => ({
    name,
    help: options.help?.[name] ?? name.replaceAll("_", " "),
    labelNames: Object.keys(attributes ?? {}),
    registers: [registry],
  });
  const create = (kind: Entry["kind"], name: string, attributes: Attributes | undefined): Entry => {
    if (kind === "counter") return { kind, metric: new Counter(settings(name, attributes)) };
    if (kind === "gauge") return { kind, metric: new Gauge(settings(name, attributes)) };
    const buckets = options.buckets?.[name] ?? bucketsFor(name);
    return { kind, metric: new Histogram({ ...settings(name, attributes), buckets: [...buckets] }) };
  };

  const record = (
    kind: Entry["kind"],
    name: string,
    value: number,
    attributes: Attributes | undefined,
  ): void => {
    try {
      let entry = entries.get(name);
      if (entry === undefined) {
        entry = create(kind, name, attributes);
        entries.set(name, entry);
      }
      if (entry.kind !== kind) {
        dropped.inc({ metric: name, reason: "kind" });
        return;
      }
      const labels = guard(name, attributes ?? {});
      if (entry.kind === "counter") entry.metric.inc(labels, value);
      else if (entry.kind === "gauge") entry.metric.set(labels, value);
      else entry.metric.observe(labels, value);
    } catch {
      // prom-client refuses unknown labels, negative increments, NaN and bad names by throwing.
      dropped.inc({ metric: name, reason: "refused" });
    }
  };

  return {
    registry,
    expose: () => registry.metrics(),
    telemetry: {
      count: (name, attributes, value = 1) => record("counter", name, value, attributes),
      observe: (name, value, attributes) => record("histogram", name, value, attributes),
      gauge: (name, value, attributes) => record("gauge", name, value, attributes),
      span: noopTelemetry.span,
    },
  };
}

function bucketsFor(name: string): readonly number[] {
  if (name.endsWith("_seconds")) return SECONDS;
  return name.endsWith("_bytes") ? BYTES : PLAIN;
}
