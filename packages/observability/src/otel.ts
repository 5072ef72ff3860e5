import type { Counter, Gauge, Histogram, Meter, Tracer } from "@opentelemetry/api";
import { type Attributes, isPolymarketError, type Telemetry } from "@pm/core-types";
import { redact } from "./redact.ts";
import { redactText } from "./redact-text.ts";

/** `SpanStatusCode.ERROR`; the constant itself would load the API package at run time. */
const STATUS_ERROR = 2;

/**
 * Telemetry over OpenTelemetry: spans go to `tracer`; counters, histograms and gauges to `meter` when there is one.
 * A span's parent is whatever span is active where it starts. Errors are recorded by name, code and redacted message.
 */
export function otelTelemetry(tracer: Tracer, options: { readonly meter?: Meter } = {}): Telemetry {
  const { meter } = options;
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  const gauges = new Map<string, Gauge>();
  const once = <T>(made: Map<string, T>, name: string, make: (meter: Meter) => T): T | undefined => {
    let instrument = made.get(name);
    if (instrument === undefined && meter !== undefined) {
      instrument = make(meter);
      made.set(name, instrument);
    }
    return instrument;
  };
  return {
    count: (name, attributes, value = 1) =>
      once(counters, name, (to) => to.createCounter(name))?.add(value, attributes),
    observe: (name, value, attributes) =>
      once(histograms, name, (to) => to.createHistogram(name, unitOf(name)))?.record(value, attributes),
    gauge: (name, value, attributes) =>
      once(gauges, name, (to) => to.createGauge(name, unitOf(name)))?.record(value, attributes),
    span: (name, attributes) => {
      const span = tracer.startSpan(name, { attributes: clean(attributes) });
      return {
        setAttributes: (more) => {
          span.setAttributes(clean(more));
        },
        end: (error) => {
          if (error !== undefined) {
            const message = redactText(
              error instanceof Error ? error.message : "A value that is not an error.",
            );
            span.recordException({ name: error instanceof Error ? error.name : "unknown", message });
            if (isPolymarketError(error))
              span.setAttributes({ "pm.error.code": error.code, "pm.error.outcome": error.outcome });
            span.setStatus({ code: STATUS_ERROR, message });
          }
          span.end();
        },
      };
    },
  };
}

function clean(attributes: Attributes | undefined): Attributes {
  return redact(attributes ?? {}) as Attributes;
}

function unitOf(name: string): { unit?: string } {
  if (name.endsWith("_seconds")) return { unit: "s" };
  return name.endsWith("_bytes") ? { unit: "By" } : {};
}
