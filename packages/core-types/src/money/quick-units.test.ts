import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Rational } from "../testing/rational.ts";
import { quickUnits } from "./quick-units.ts";

describe("quickUnits", () => {
  it.each([
    ["0", 0n],
    ["5", 5_000_000n],
    ["9", 9_000_000n],
    ["10", 10_000_000n],
    ["0.55", 550_000n],
    ["007.90", 7_900_000n],
    ["1.", 1_000_000n],
    ["0.000001", 1n],
    ["0.5500000", 550_000n],
    ["999999999", 999_999_999_000_000n],
    ["999999999.999999", 999_999_999_999_999n],
    ["1.2345670000000", 1_234_567n],
  ])("reads %s", (text, units) => {
    expect(quickUnits(text)).toBe(units);
  });

  it.each([
    ["nothing", ""],
    ["a point alone", "."],
    ["no digit before the point", ".5"],
    ["two points", "1.2.3"],
    ["two points after digits", "1.5."],
    ["two points in a row", "1..5"],
    ["a sign", "-1"],
    ["a character below the digits", "1/2"],
    ["a character above the digits", "1:2"],
    ["an exponent", "1e3"],
    ["a seventh decimal", "0.1234567"],
    ["ten digits before the point", "1234567890"],
    ["more characters than it looks at", "1.000000000000000"],
  ])("leaves %s to the parser that explains", (_what, text) => {
    expect(quickUnits(text)).toBeUndefined();
  });

  it("reads exactly what fits", () => {
    fc.assert(
      fc.property(
        fc.nat(999_999_999),
        fc.nat(999_999),
        fc.integer({ min: 0, max: 6 }),
        (whole, part, places) => {
          const text =
            places === 0 ? `${whole}` : `${whole}.${String(part).padStart(6, "0").slice(0, places)}`;
          expect(quickUnits(text)).toBe(Rational.of(text).micros());
        },
      ),
      { numRuns: 500 },
    );
  });
});
