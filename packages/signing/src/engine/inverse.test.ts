import { describe, expect, it } from "@jest/globals";
import { invert } from "@noble/curves/abstract/modular.js";
import fc from "fast-check";
import { CURVE_ORDER } from "./curve-order.ts";
import { modularInverse } from "./inverse.ts";

const FIELD = 2n ** 256n - 2n ** 32n - 977n;
const MERSENNE = 2n ** 521n - 1n;

describe("modularInverse", () => {
  it.each([FIELD, CURVE_ORDER, MERSENNE, 2n ** 61n - 1n, 10_007n, 3n, 2n])(
    "equals noble's for random numbers modulo %d",
    (modulus) => {
      fc.assert(
        fc.property(fc.bigInt({ min: 1n, max: modulus - 1n }), (value) => {
          const inverse = modularInverse(value, modulus);
          expect(inverse).toBe(invert(value, modulus));
          expect((inverse * value) % modulus).toBe(1n % modulus);
        }),
        { numRuns: 1_000 },
      );
    },
  );

  it("takes numbers next to every power of two, and next to the modulus", () => {
    for (const modulus of [FIELD, CURVE_ORDER]) {
      for (let bit = 0n; bit < 256n; bit++) {
        for (const value of [2n ** bit - 1n, 2n ** bit, 2n ** bit + 1n, modulus - 2n ** bit]) {
          if (value % modulus === 0n || value < 0n) continue;
          expect(modularInverse(value, modulus)).toBe(invert(value, modulus));
        }
      }
    }
  });

  it("takes ratios of Fibonacci numbers, whose quotients are all one: the longest runs", () => {
    let [a, b] = [1n, 1n];
    for (let step = 0; step < 350; step++) {
      [a, b] = [b, a + b];
      if (b > 2n) expect(modularInverse(a, b)).toBe(invert(a, b));
    }
  });

  it("refuses what has no inverse", () => {
    for (const [value, modulus] of [
      [0n, FIELD],
      [FIELD, FIELD],
      [6n, 9n],
      [2n ** 100n, 2n ** 200n],
    ] as const) {
      expect(() => modularInverse(value, modulus)).toThrow(RangeError);
    }
  });
});
