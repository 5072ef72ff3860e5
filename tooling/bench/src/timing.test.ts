import { describe, expect, test } from "@jest/globals";
import { fakeClock } from "./testing/fake-clock.ts";
import { calibrate, lastResult, resume, time } from "./timing.ts";

const options = (clock: { now: () => number }) => ({ now: clock.now, sampleMs: 20, warmUpMs: 200 });

describe("calibrate", () => {
  test("repeats quick work until a sample lasts as long as asked", async () => {
    const clock = fakeClock();
    const { iterations, isAsync } = await calibrate(() => clock.spend(0.01), options(clock));
    expect(isAsync).toBe(false);
    expect(iterations).toBeGreaterThan(1900);
    expect(iterations).toBeLessThan(2100);
  });

  test("runs slow work once per sample", async () => {
    const clock = fakeClock();
    expect((await calibrate(() => clock.spend(500), options(clock))).iterations).toBe(1);
  });

  test("sees that work is asynchronous", async () => {
    const clock = fakeClock();
    expect((await calibrate(async () => clock.spend(1), options(clock))).isAsync).toBe(true);
  });

  test("warms up for as long as asked", async () => {
    const clock = fakeClock();
    await calibrate(() => clock.spend(15), options(clock));
    expect(clock.now()).toBeGreaterThanOrEqual(200);
  });

  test("ends even when the clock stands still", async () => {
    let calls = 0;
    let at = 0;
    const now = () => {
      at += 30;
      return at;
    };
    await calibrate(() => calls++, { now, sampleMs: 20, warmUpMs: 200 });
    expect(calls).toBeLessThan(20);
  });
});

describe("time", () => {
  test("is what the repetitions took together", async () => {
    const clock = fakeClock();
    expect(await time(() => clock.spend(2), { iterations: 5, isAsync: false }, clock.now)).toBe(10);
    expect(await time(async () => clock.spend(2), { iterations: 5, isAsync: true }, clock.now)).toBe(10);
  });

  test("keeps the result, so that the work is not optimised away", async () => {
    await time(
      () => "kept",
      { iterations: 1, isAsync: false },
      () => 0,
    );
    expect(lastResult()).toBe("kept");
  });
});

describe("resume", () => {
  test("runs the work for as long as asked, and awaits what is asynchronous", async () => {
    const clock = fakeClock();
    const iterations = 1;
    await resume(() => clock.spend(7), { iterations, isAsync: false }, { now: clock.now, resumeMs: 100 });
    expect(clock.now()).toBe(105);
    await resume(
      async () => clock.spend(50),
      { iterations, isAsync: true },
      { now: clock.now, resumeMs: 100 },
    );
    expect(clock.now()).toBe(205);
  });

  test("does nothing unless asked", async () => {
    const clock = fakeClock();
    await resume(() => clock.spend(7), { iterations: 1, isAsync: false }, { now: clock.now, resumeMs: 0 });
    expect(clock.now()).toBe(0);
  });
});
