import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "@jest/globals";
import { systemRandom } from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { createSaltSource, generateSalt } from "./salt.ts";

const MAX = 2n ** 53n - 1n;

/** Salts as doubles, which hold 53 bits exactly and sort fast. */
function duplicates(salts: Float64Array): number {
  const sorted = salts.slice().sort();
  let found = 0;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) found++;
  return found;
}

describe("generateSalt", () => {
  it("draws within 53 bits", () => {
    for (let i = 0; i < 10_000; i++) {
      const salt = generateSalt();
      expect(salt >= 0n && salt <= MAX && Number.isSafeInteger(Number(salt))).toBe(true);
    }
  });

  it("draws 1,000,000 salts in 8 worker threads, and as many as one of them here, without a duplicate", async () => {
    // Threads run the built package: they have no TypeScript loader.
    const entry = new URL("../../dist/index.js", import.meta.url);
    expect(existsSync(fileURLToPath(entry))).toBe(true);
    const perThread = 125_000;
    const shared = new SharedArrayBuffer(8 * 9 * perThread);
    const code = `
      const { workerData } = require("node:worker_threads");
      import(workerData.entry).then(({ generateSalt }) => {
        const salts = new Float64Array(workerData.shared, workerData.offset, workerData.count);
        for (let i = 0; i < salts.length; i++) salts[i] = Number(generateSalt());
      });`;
    const draw = (thread: number): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const workerData = { entry: entry.href, shared, offset: 8 * thread * perThread, count: perThread };
        const worker = new Worker(code, { eval: true, workerData });
        worker.once("error", reject).once("exit", resolve);
      });
    const threads = [...Array(8).keys()].map(draw);
    const own = new Float64Array(shared, 8 * 8 * perThread, perThread);
    for (let i = 0; i < perThread; i++) own[i] = Number(generateSalt());
    await Promise.all(threads);
    const all = new Float64Array(shared);
    expect(all.every((salt) => salt > 0 && Number.isSafeInteger(salt))).toBe(true);
    expect(duplicates(all)).toBe(0);
  }, 60_000);

  it("takes plain random bits from a source that is passed in, for replays", () => {
    expect(generateSalt(createSeededRandom(1))).toBe(generateSalt(createSeededRandom(1)));
    const highest = { next: () => 0, bytes: (length: number) => new Uint8Array(length).fill(0xff) };
    expect(generateSalt(highest)).toBe(MAX);
  });
});

describe("createSaltSource", () => {
  it("repeats nothing, and other partitions draw other salts", () => {
    const count = 50_000;
    const all = new Float64Array(3 * count);
    // Equal keys in all three: disjoint all the same.
    for (const partition of [0, 1, 2047]) {
      const draw = createSaltSource(createSeededRandom(5), partition);
      const at = partition === 2047 ? 2 : partition;
      for (let i = 0; i < count; i++) all[at * count + i] = Number(draw());
    }
    expect(duplicates(all)).toBe(0);
  });

  it("goes on without a gap where its counter turns over", () => {
    const seed = new Uint8Array(32).fill(0xff);
    const draw = createSaltSource({ next: () => 0, bytes: () => seed }, 0);
    const salts = new Set(Array.from({ length: 10_000 }, draw));
    expect(salts.size).toBe(10_000);
  });

  it("uses every bit of its 42", () => {
    const draw = createSaltSource(systemRandom, 0);
    let ones = 0n;
    let zeros = 0n;
    for (let i = 0; i < 1_000; i++) {
      const salt = draw();
      ones |= salt;
      zeros |= ~salt;
    }
    const mask = 2n ** 42n - 1n;
    expect(ones & mask).toBe(mask);
    expect(zeros & mask).toBe(mask);
    expect(ones >> 42n).toBe(0n);
  });
});
