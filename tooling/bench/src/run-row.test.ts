import { describe, expect, jest, test } from "@jest/globals";
import { pairedRow, sampledRow } from "./paired-row.ts";
import { runRow } from "./run-row.ts";
import { fakeClock } from "./testing/fake-clock.ts";

const harness = (clock = fakeClock()) => ({
  wall: clock.now,
  processor: (): number => 0,
  settle: jest.fn(async () => {}),
});

describe("a paired row", () => {
  test("reports medians in its unit and how many times faster we are", async () => {
    const clock = fakeClock();
    const row = pairedRow({
      name: "work",
      unit: "µs/op",
      peerName: "slowpoke",
      ours: () => clock.spend(0.5),
      peer: () => clock.spend(2),
    });
    expect(await runRow(row, harness(clock), "v0")).toMatchObject({
      name: "work",
      ours: 500,
      peer: 2000,
      ratio: 4,
      unit: "µs/op",
      peerName: "slowpoke",
      node: "v0",
      oursMin: 500,
      peerP95: 2000,
      samples: 15,
      iterations: 40,
      peerIterations: 10,
    });
  });

  test("counts what the processor did where it is told to, whatever the wall clock says", async () => {
    const busy = fakeClock();
    const clocks = { ...harness(), wall: () => Number.NaN, processor: busy.now };
    const row = pairedRow({
      name: "work",
      unit: "ms/op",
      peerName: "p",
      clock: "processor",
      ours: () => busy.spend(2),
      peer: () => busy.spend(6),
    });
    expect(await runRow(row, clocks, "v0")).toMatchObject({ ours: 2, peer: 6, ratio: 3 });
  });

  test("divides by the operations of one call", async () => {
    const clock = fakeClock();
    const row = pairedRow({
      name: "batch",
      unit: "ms/op",
      operationsPerCall: 10,
      ours: () => clock.spend(50),
    });
    expect(await runRow(row, harness(clock), "v0")).toMatchObject({
      ours: 5,
      peer: null,
      ratio: null,
      peerName: null,
    });
  });
});

describe("sampling", () => {
  test("alternates who goes first and lets the process settle before each sample", async () => {
    const order: string[] = [];
    const side = (name: string) => () => {
      order.push(name);
      return 1;
    };
    const fake = harness();
    const row = sampledRow({
      name: "turns",
      unit: "bytes",
      peerName: "p",
      samples: 3,
      ours: side("o"),
      peer: side("p"),
    });
    await runRow(row, fake, "v0");
    expect(order.join("")).toBe("oppoop");
    expect(fake.settle).toHaveBeenCalledTimes(6);
  });

  test("a ratio above 1 is better for us, also where more is better", async () => {
    const row = sampledRow({
      name: "rate",
      unit: "orders/s",
      better: "more",
      peerName: "p",
      ours: () => 30,
      peer: () => 10,
    });
    expect((await runRow(row, harness(), "v0")).ratio).toBe(3);
  });

  test("one wild sample does not move the median", async () => {
    const samples = [1, 1, 1000, 1, 1];
    const row = sampledRow({ name: "wild", unit: "ms", samples: 5, ours: () => samples.pop() ?? 0 });
    expect(await runRow(row, harness(), "v0")).toMatchObject({ ours: 1, oursP95: 1000 });
  });

  test("what was prepared is closed, even when a side fails", async () => {
    const close = jest.fn();
    const ours = () => {
      throw new Error("broken");
    };
    const row = sampledRow({ name: "fails", unit: "ms", prepare: async () => ({ ours, close }) });
    await expect(runRow(row, harness(), "v0")).rejects.toThrow("broken");
    expect(close).toHaveBeenCalledTimes(1);
  });
});
