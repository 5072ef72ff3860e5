import { describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import { paintFor } from "../terminal/paint.ts";
import { createChecks } from "./checks.ts";
import { createLatencies } from "./latencies.ts";
import { runDemo } from "./run-demo.ts";
import { createStory, silentStory } from "./story.ts";
import { until } from "./until.ts";

const plain = paintFor({ isTTY: false, write: () => true }, {});

describe("the demo", () => {
  it("plays its whole story and agrees with the venue's ledger in every check", async () => {
    const summary = await runDemo({
      seed: 11,
      story: silentStory,
      paint: plain,
      signal: new AbortController().signal,
    });
    expect(summary.checks.filter((check) => !check.ok)).toEqual([]);
    expect(summary).toMatchObject({ ok: true, duplicates: 0, lostFills: 0, faults: 1, fills: 3, orders: 27 });
    expect(summary.latencies["place a batch of 4"]?.count).toBe(6);
  }, 60_000);

  it("stops at once when it is aborted, and says why", async () => {
    const controller = new AbortController();
    const run = runDemo({ seed: 11, story: silentStory, paint: plain, signal: controller.signal });
    controller.abort(new Error("Stopped by SIGINT."));
    await expect(run).rejects.toThrow("Stopped by SIGINT.");
  }, 60_000);
});

describe("the demo's tools", () => {
  it("tells a failed check as failed", () => {
    const lines: string[] = [];
    const story = createStory({ isTTY: false, write: (text) => lines.push(text) }, plain);
    const checks = createChecks(story);
    checks.expect("sums", false, "1 is not 2");
    expect(checks.all()).toEqual([{ name: "sums", ok: false, detail: "1 is not 2" }]);
    expect(lines.join("")).toContain("✗ sums: 1 is not 2");
  });

  it("draws a panel over the one before only in a terminal, and only while nothing came between", () => {
    const told = (isTTY: boolean) => {
      const lines: string[] = [];
      const story = createStory({ isTTY, write: (text) => lines.push(text) }, plain);
      story.panel(["a"]);
      story.panel(["b"]);
      story.line("between");
      story.panel(["c"]);
      return lines.filter((text) => text.startsWith("\u001b[")).length;
    };
    expect(told(true)).toBe(1);
    expect(told(false)).toBe(0);
  });

  it("waits on the clock it is given and names what did not happen", async () => {
    const clock = createVirtualClock();
    const wait = until("The sky", () => false, { clock, signal: new AbortController().signal, limitMs: 100 });
    const failed = expect(wait).rejects.toThrow("The sky did not happen within 0.1 s.");
    await clock.advance(200);
    await failed;
  });

  it("sums durations up by nearest rank", () => {
    const latencies = createLatencies(() => 0);
    for (const ms of [5, 1, 3, 2, 4]) latencies.add("call", ms);
    expect(latencies.summary()).toEqual({ call: { count: 5, medianMs: 3, p95Ms: 5, maxMs: 5 } });
  });
});
