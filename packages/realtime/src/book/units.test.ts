import { describe, expect, it } from "@jest/globals";
import { decimal } from "@pm/core-types";
import fc from "fast-check";
import { formatUnits, NOT_UNITS, parseUnits } from "./units.ts";

describe("units", () => {
  it("reads plain decimals", () => {
    expect(
      ["0", "1", "0.5", "0.001", ".5", "5.", "54165.74", "0.1234560000"].map((text) => parseUnits(text)),
    ).toEqual([0, 1_000_000, 500_000, 1_000, 500_000, 5_000_000, 54_165_740_000, 123_456]);
  });

  it.each([
    "",
    ".",
    "-1",
    "+1",
    "1e3",
    "0.0000001",
    "1.2.3",
    " 1",
    "1 ",
    "NaN",
    "0x1",
    "9007199254.740992",
    "1".repeat(400),
  ])("refuses %j", (text) => {
    expect(parseUnits(text)).toBe(NOT_UNITS);
  });

  it("reads a part of a longer text", () => {
    expect(parseUnits('{"price":"0.929"}', 10, 15)).toBe(929_000);
  });

  it("agrees with exact decimals and writes the shortest text, for all amounts", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (units) => {
        const text = formatUnits(units);
        expect(parseUnits(text)).toBe(units);
        expect(decimal(text).times("1000000").toFixed()).toBe(String(units));
        expect(text).toMatch(/^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/);
      }),
    );
  });
});
