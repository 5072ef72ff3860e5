import { describe, expect, it } from "@jest/globals";
import { createMetrics } from "./index.ts";

describe("createMetrics", () => {
  it("keeps counters, gauges and histograms and exposes them for Prometheus", async () => {
    const { telemetry, expose } = createMetrics({ help: { pm_requests_total: "Requests." } });
    telemetry.count("pm_requests_total", { surface: "gamma", ok: true });
    telemetry.count("pm_requests_total", { surface: "gamma", ok: true }, 2);
    telemetry.gauge("pm_queue", 7);
    telemetry.observe("pm_wait_seconds", 0.3, { lane: "order" });
    const text = await expose();
    expect(text).toContain("# HELP pm_requests_total Requests.");
    expect(text).toContain('pm_requests_total{surface="gamma",ok="true"} 3');
    expect(text).toContain("pm_queue 7");
    expect(text).toContain('pm_wait_seconds_bucket{le="0.25",lane="order"} 0');
    expect(text).toContain('pm_wait_seconds_bucket{le="0.5",lane="order"} 1');
    expect(text).toContain('pm_wait_seconds_sum{lane="order"} 0.3');
  });

  it("counts what does not fit instead of throwing", async () => {
    const { telemetry, expose } = createMetrics();
    telemetry.count("pm_a_total", { lane: "order" });
    telemetry.gauge("pm_a_total", 1, { lane: "order" });
    telemetry.count("pm_a_total", { other: "x" });
    telemetry.count("pm_a_total", { lane: "order" }, -1);
    telemetry.observe("pm_b_seconds", Number.NaN);
    telemetry.count("not a name");
    const text = await expose();
    expect(text).toContain('pm_a_total{lane="order"} 1');
    expect(text).toContain('pm_telemetry_dropped_total{metric="pm_a_total",reason="kind"} 1');
    expect(text).toContain('pm_telemetry_dropped_total{metric="pm_a_total",reason="refused"} 2');
    expect(text).toContain('pm_telemetry_dropped_total{metric="pm_b_seconds",reason="refused"} 1');
    expect(text).toContain('pm_telemetry_dropped_total{metric="not a name",reason="refused"} 1');
  });

  it("bounds the label combinations of a metric", async () => {
    const { telemetry, expose } = createMetrics({ maxSeries: 10 });
    for (let id = 0; id < 1000; id++) telemetry.count("pm_orders_total", { id });
    const series = (await expose()).split("\n").filter((line) => line.startsWith("pm_orders_total{"));
    expect(series).toHaveLength(11);
    expect(series).toContain('pm_orders_total{id="other"} 990');
  });

  it("keeps two instances apart", async () => {
    const first = createMetrics();
    const second = createMetrics();
    first.telemetry.count("pm_x_total");
    expect(await second.expose()).not.toContain("pm_x_total");
  });
});
