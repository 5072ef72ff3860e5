import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { noopLogger } from "./logger.ts";
import { systemClock, systemRandom } from "./platform.ts";
import { noopTelemetry } from "./telemetry.ts";

describe("systemClock", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it("tells wall time, and a time that only goes forward", () => {
    const [wall, monotonic] = [systemClock.now(), systemClock.monotonic()];
    jest.advanceTimersByTime(1500);
    expect([systemClock.now() - wall, systemClock.monotonic() - monotonic]).toEqual([1500, 1500]);
  });

  it("runs a timer once, unless it is cancelled", () => {
    const task = jest.fn();
    const cancel = systemClock.setTimer(10, task);
    const cancelled = systemClock.setTimer(10, task, { background: true });
    cancelled();
    cancelled();
    jest.advanceTimersByTime(100);
    expect(task).toHaveBeenCalledTimes(1);
    cancel();
  });

  it("runs timers that are longer than the host's when they are due, not at once", () => {
    const days = 86_400_000;
    const task = jest.fn();
    systemClock.setTimer(60 * days, task);
    const stopped = jest.fn();
    const stop = systemClock.setTimer(60 * days, stopped);
    jest.advanceTimersByTime(59 * days);
    expect(task).not.toHaveBeenCalled();
    stop();
    jest.advanceTimersByTime(days);
    expect(task).toHaveBeenCalledTimes(1);
    expect(stopped).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe("the other defaults", () => {
  it("draw randomness from the platform", () => {
    expect(systemRandom.bytes(16)).toHaveLength(16);
    expect(systemRandom.bytes(16)).not.toEqual(systemRandom.bytes(16));
    const next = systemRandom.next();
    expect(next >= 0 && next < 1).toBe(true);
  });

  it("log and measure nothing", () => {
    noopLogger.log("info", "nobody hears");
    noopTelemetry.count("a");
    noopTelemetry.observe("b_seconds", 1);
    noopTelemetry.gauge("c", 1);
    const span = noopTelemetry.span("d");
    span.setAttributes({ a: 1 });
    span.end();
    expect(span).toBe(noopTelemetry.span("e"));
  });
});
