import type { Telemetry } from "@pm/core-types";

/** One telemetry that reports to several: metrics to Prometheus and spans to OpenTelemetry, for instance. */
export function combineTelemetry(...parts: readonly Telemetry[]): Telemetry {
  return {
    count: (name, attributes, value) => {
      for (const part of parts) part.count(name, attributes, value);
    },
    observe: (name, value, attributes) => {
      for (const part of parts) part.observe(name, value, attributes);
    },
    gauge: (name, value, attributes) => {
      for (const part of parts) part.gauge(name, value, attributes);
    },
    span: (name, attributes) => {
      const spans = parts.map((part) => part.span(name, attributes));
      return {
        setAttributes: (more) => {
          for (const span of spans) span.setAttributes(more);
        },
        end: (error) => {
          for (const span of spans) span.end(error);
        },
      };
    },
  };
}
