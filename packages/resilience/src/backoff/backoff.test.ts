import { describe, expect, it } from "@jest/globals";
import { ValidationError } from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { createBackoff } from "./backoff.ts";

describe("createBackoff", () => {
  it("doubles its bound up to the cap and starts over", () => {
    const backoff = createBackoff({
      baseMs: 100,
      capMs: 1000,
      random: { next: () => 0.999_999, bytes: () => new Uint8Array() },
    });
    const waits = Array.from({ length: 6 }, () => Math.round(backoff.next()));
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
    expect(backoff.attempts()).toBe(6);
    backoff.reset();
    expect(Math.round(backoff.next())).toBe(100);
  });

  it("draws evenly from zero to the bound", () => {
    const random = createSeededRandom(1);
    const waits = Array.from({ length: 1000 }, () => createBackoff({ baseMs: 1000, random }).next());
    expect(waits.reduce((sum, wait) => sum + wait, 0) / 1000).toBeGreaterThan(450);
    expect(waits.reduce((sum, wait) => sum + wait, 0) / 1000).toBeLessThan(550);
    expect(Math.min(...waits)).toBeLessThan(20);
  });

  it("keeps a least wait and survives thousands of attempts", () => {
    const backoff = createBackoff({ baseMs: 1, capMs: 50, minMs: 20 });
    for (let count = 0; count < 5000; count++) {
      const wait = backoff.next();
      expect(wait >= 20 && wait <= 50).toBe(true);
    }
  });

  it.each([{ baseMs: Number.NaN }, { capMs: -1 }, { factor: 0.5 }, { minMs: Number.POSITIVE_INFINITY }])(
    "refuses %j",
    (options) => {
      expect(() => createBackoff(options)).toThrow(ValidationError);
    },
  );
});
