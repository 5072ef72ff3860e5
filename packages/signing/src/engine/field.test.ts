import { describe, expect, it } from "@jest/globals";
import { Field } from "@noble/curves/abstract/modular.js";
import fc from "fast-check";
import { CURVE_ORDER } from "./curve-order.ts";
import { curveField, curveScalars, FIELD_PRIME } from "./field.ts";

/** Where reduction starts, ends, and is exactly on the border. */
const edges = (p: bigint): bigint[] => [
  ...[0n, 1n, 2n, 977n, 2n ** 32n, 2n ** 32n + 977n, 2n ** 128n - 1n, 2n ** 128n, 2n ** 255n],
  ...[p / 2n, p / 2n + 1n, p - 2n ** 128n, p - 2n ** 32n, p - 2n, p - 1n],
];
const BINARY = ["add", "sub", "mul", "div"] as const;
const UNARY = ["sqr", "neg", "inv"] as const;

/** The result, or that there is none. */
const outcome = (work: () => bigint): bigint | "refused" => {
  try {
    return work();
  } catch {
    return "refused";
  }
};

describe.each([
  ["field", FIELD_PRIME, curveField()],
  ["scalars", CURVE_ORDER, curveScalars()],
] as const)("the %s", (_, p, ours) => {
  const noble = Field(p);
  const agree = (a: bigint, b: bigint): void => {
    for (const name of BINARY) {
      const got = outcome(() => ours[name](a, b));
      expect(got).toBe(outcome(() => noble[name](a, b)));
      if (got !== "refused") expect(ours.isValid(got)).toBe(true);
    }
    for (const name of UNARY) expect(outcome(() => ours[name](a))).toBe(outcome(() => noble[name](a)));
  };

  it("equals noble's at every pair of edges, and inverts no zero", () => {
    for (const a of edges(p)) for (const b of edges(p)) agree(a, b);
    expect(outcome(() => ours.inv(0n))).toBe("refused");
  });

  it("equals noble's for random elements, and next to where sums and differences wrap", () => {
    const element = fc.bigInt({ min: 0n, max: p - 1n });
    fc.assert(
      fc.property(element, element, (a, b) => {
        agree(a, b);
        agree(a, p - 1n - a);
        agree(a, a);
        if (a > 0n) agree(a, p - a);
      }),
      { numRuns: 300 },
    );
  });

  it("equals noble's for products next to every multiple of p that a fold can land on", () => {
    // x · y = k · p + d for small d: the remainder is next to 0 or p, where one subtraction too few or too many shows.
    for (let bit = 0n; bit < 256n; bit++) {
      for (const a of [2n ** bit % p, (p - 2n ** bit) % p]) {
        if (a <= 0n) continue;
        const inverse = noble.inv(a);
        for (const d of [1n, 2n, p - 1n, p - 2n, 977n]) agree(a, (inverse * d) % p);
      }
    }
  });

  it("is noble's in everything that is built upon it: powers, roots, batches", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: p - 1n }), (a) => {
        expect(ours.pow(a, 65_537n)).toBe(noble.pow(a, 65_537n));
        expect(outcome(() => ours.sqrt(a))).toBe(outcome(() => noble.sqrt(a)));
        expect(ours.invertBatch([a, 1n, p - a])).toEqual(noble.invertBatch([a, 1n, p - a]));
      }),
      { numRuns: 20 },
    );
  });
});
