import { describe, expect, it } from "@jest/globals";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { RateLimitError } from "@pm/core-types";
import { combineTelemetry, createMetrics, otelTelemetry } from "./index.ts";

function tracing() {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  return { exporter, tracer: provider.getTracer("test") };
}

describe("otelTelemetry", () => {
  it("turns spans into spans, with attributes, status and a redacted exception", () => {
    const { exporter, tracer } = tracing();
    const telemetry = otelTelemetry(tracer);
    telemetry.span("pm.ok", { surface: "gamma" }).end();
    const span = telemetry.span("pm.failed");
    span.setAttributes({ status: 429, passphrase: "deadbeefdeadbeef" });
    span.end(new RateLimitError({ message: "refused: secret=deadbeefdeadbeefdead" }));
    const [ok, failed] = exporter.getFinishedSpans();
    expect(ok).toMatchObject({ name: "pm.ok", attributes: { surface: "gamma" }, status: { code: 0 } });
    expect(failed?.status.code).toBe(2);
    expect(failed?.attributes).toMatchObject({ status: 429, "pm.error.code": "rate-limited" });
    const printed = JSON.stringify([failed?.attributes, failed?.status, failed?.events]);
    expect(printed).toContain("RateLimitError");
    expect(printed).not.toContain("deadbeef");
  });

  it("sends counters, histograms and gauges to a meter", async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({ readers: [reader] });
    const telemetry = otelTelemetry(tracing().tracer, { meter: provider.getMeter("test") });
    telemetry.count("pm_x_total", { lane: "order" });
    telemetry.count("pm_x_total", { lane: "order" }, 4);
    telemetry.observe("pm_y_seconds", 0.5);
    telemetry.gauge("pm_z", 9);
    await provider.forceFlush();
    const metrics = exporter
      .getMetrics()
      .flatMap((batch) => batch.scopeMetrics.flatMap((scope) => scope.metrics));
    const byName = new Map(metrics.map((metric) => [metric.descriptor.name, metric]));
    expect(byName.get("pm_x_total")?.dataPoints[0]?.value).toBe(5);
    expect(byName.get("pm_y_seconds")?.descriptor.unit).toBe("s");
    expect(byName.get("pm_z")?.dataPoints[0]?.value).toBe(9);
    await provider.shutdown();
  });

  it("measures nothing without a meter", () => {
    const telemetry = otelTelemetry(tracing().tracer);
    expect(() => {
      telemetry.count("a");
      telemetry.observe("b", 1);
      telemetry.gauge("c", 1);
    }).not.toThrow();
  });
});

describe("combineTelemetry", () => {
  it("reports to every part", async () => {
    const { exporter, tracer } = tracing();
    const metrics = createMetrics();
    const telemetry = combineTelemetry(metrics.telemetry, otelTelemetry(tracer));
    telemetry.count("pm_x_total");
    telemetry.observe("pm_y", 1);
    telemetry.gauge("pm_z", 1);
    const span = telemetry.span("pm.s");
    span.setAttributes({ a: 1 });
    span.end();
    expect(await metrics.expose()).toContain("pm_x_total 1");
    expect(exporter.getFinishedSpans()[0]?.attributes).toEqual({ a: 1 });
  });
});
