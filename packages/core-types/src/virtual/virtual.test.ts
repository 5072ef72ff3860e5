import { describe, expect, it } from "@jest/globals";
import { sleep } from "../ports/clock.ts";
import { createSeededRandom, createVirtualClock } from "./index.ts";

describe("createVirtualClock", () => {
  it("moves only when told to, running what falls due in order", async () => {
    const clock = createVirtualClock(1_000);
    const ran: string[] = [];
    clock.setTimer(20, () => ran.push(`late@${clock.now()}`));
    clock.setTimer(10, () => ran.push(`early@${clock.now()}`));
    clock.setTimer(10, () => ran.push("same time, later asked"));
    clock.setTimer(-5, () => ran.push(`past@${clock.now()}`));
    const cancel = clock.setTimer(15, () => ran.push("cancelled"));
    cancel();
    expect([clock.now(), clock.monotonic(), clock.pending()]).toEqual([1_000, 0, 4]);
    await clock.advance(19);
    expect(ran).toEqual(["past@1000", "early@1010", "same time, later asked"]);
    await clock.advance(1);
    expect(ran.at(-1)).toBe("late@1020");
    expect([clock.now(), clock.monotonic(), clock.pending()]).toEqual([1_020, 20, 0]);
  });

  it("runs timers that timers start, and lets promises settle between", async () => {
    const clock = createVirtualClock();
    const ran: number[] = [];
    const loop = async () => {
      for (let turn = 0; turn < 3; turn++) {
        await sleep(clock, 10);
        ran.push(clock.monotonic());
      }
    };
    const done = loop();
    await clock.advance(25);
    expect(ran).toEqual([10, 20]);
    await clock.advance(5);
    await done;
    expect(ran).toEqual([10, 20, 30]);
  });

  it("steps from timer to timer, and stops a run that never ends", async () => {
    const clock = createVirtualClock();
    let beats = 0;
    const beat = () => {
      beats++;
      clock.setTimer(1_000, beat);
    };
    expect(await clock.runNext()).toBe(false);
    clock.setTimer(1_000, beat);
    expect(await clock.runNext()).toBe(true);
    expect([beats, clock.monotonic()]).toEqual([1, 1_000]);
    await clock.runAll(5_000);
    expect(beats).toBe(6);
  });

  it("lets wall time jump without moving what is monotonic", async () => {
    const clock = createVirtualClock(1_000);
    await clock.advance(10);
    clock.setWall(50);
    expect([clock.now(), clock.monotonic()]).toEqual([50, 10]);
    await clock.advance(5);
    expect([clock.now(), clock.monotonic()]).toEqual([55, 15]);
  });
});

describe("sleep", () => {
  it("ends early with the signal's reason, and leaves no timer", async () => {
    const clock = createVirtualClock();
    const controller = new AbortController();
    const sleeping = sleep(clock, 1_000, controller.signal);
    controller.abort(new Error("enough"));
    await expect(sleeping).rejects.toThrow("enough");
    expect(clock.pending()).toBe(0);
    await expect(sleep(clock, 1_000, controller.signal)).rejects.toThrow("enough");
    expect(clock.pending()).toBe(0);
  });

  it("does not mind an abort after its end", async () => {
    const clock = createVirtualClock();
    const controller = new AbortController();
    const sleeping = sleep(clock, 10, controller.signal);
    await clock.advance(10);
    await sleeping;
    controller.abort();
    await expect(sleeping).resolves.toBeUndefined();
  });
});

describe("createSeededRandom", () => {
  it("repeats itself for a seed, and differs between seeds", () => {
    const draw = (seed: number) => {
      const random = createSeededRandom(seed);
      return [random.next(), random.next(), ...random.bytes(4)];
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it("spreads over [0, 1) and over all bytes", () => {
    const random = createSeededRandom(7);
    const draws = Array.from({ length: 10_000 }, random.next);
    expect(draws.every((value) => value >= 0 && value < 1)).toBe(true);
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
    expect(new Set(random.bytes(10_000)).size).toBe(256);
  });
});
