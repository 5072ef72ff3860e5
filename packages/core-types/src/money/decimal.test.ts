import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import Big from "big.js";
import fc from "fast-check";
import { InvalidDecimalError } from "../errors/validation.ts";
import {
  compareDecimals,
  Decimal,
  type DecimalInput,
  decimal,
  decimalFromNumber,
  formatDecimal,
  formatFixed,
  isDecimal,
} from "./decimal.ts";

describe("decimal", () => {
  it.each([
    ["0.55", "0.55"],
    ["000.5500", "0.55"],
    [".5", "0.5"],
    ["5.", "5"],
    ["-3.10", "-3.1"],
    ["-0", "0"],
    ["-.0", "0"],
    ["0.0000000000000000001", "0.0000000000000000001"],
    [12n, "12"],
    [2n ** 256n, (2n ** 256n).toString()],
    [7, "7"],
    [-0, "0"],
  ] as const)("reads %s as %s", (input, text) => {
    expect(decimal(input).toFixed()).toBe(text);
  });

  it.each([
    "",
    ".",
    "-",
    "+1",
    "1e3",
    "1E3",
    "0x10",
    " 1",
    "1 ",
    "1,5",
    "1_000",
    "1.2.3",
    "NaN",
    "Infinity",
    "--1",
    "٣",
    "1".repeat(101),
    0.5,
    0.1 + 0.2,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    undefined,
    null,
    true,
    {},
    [],
    { c: [1], e: 0, s: 1, toFixed: () => "1e9" },
    { c: [1], e: 0, s: 1, toFixed: "0.5" },
  ])("refuses %p", (input) => {
    expect(() => decimal(input as DecimalInput, "price")).toThrow(InvalidDecimalError);
    expect(() => decimal(input as DecimalInput, "price")).toThrow(/^price must be /);
  });

  it("does not echo long input, nor run foreign code to show it", () => {
    const foreign = { toString: () => "leak" };
    expect(() => decimal(foreign as never)).toThrow("value must be a decimal string, not a object.");
    expect(() => decimal("9".repeat(300))).toThrow(new RegExp(`not "${"9".repeat(40)}"`));
  });

  it("takes a Decimal as it is, and one of other settings by its digits", () => {
    const own = decimal("0.1");
    expect(decimal(own)).toBe(own);
    const foreign = new Big("1e-30");
    expect(decimal(foreign).constructor).toBe(Decimal);
    expect(JSON.stringify(decimal(foreign))).toBe(`"0.${"0".repeat(29)}1"`);
    const lookalike = { c: [1, 5], e: 0, s: 1, toFixed: () => "1.5" };
    expect(decimal(lookalike as never).eq("1.5")).toBe(true);
  });

  it("keeps JavaScript numbers out of arithmetic", () => {
    expect(() => decimal("1").plus(0.1)).toThrow(TypeError);
  });

  it("prints every digit and never an exponent: text, JSON, template, inspect", () => {
    const tiny = decimal(`0.${"0".repeat(40)}1`);
    const huge = decimal(`${"9".repeat(60)}.5`);
    for (const value of [tiny, huge]) {
      const text = value.toFixed();
      expect(text).not.toContain("e");
      expect([formatDecimal(value), String(value), `${value.toString()}`, inspect(value)]).toEqual(
        Array(4).fill(text),
      );
      expect(JSON.parse(JSON.stringify({ value })).value).toBe(text);
    }
  });

  it("survives JSON without losing a digit", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat(30), (digits, scale) => {
        const value = decimal(digits).times(decimal(`0.${"0".repeat(scale)}1`));
        expect(decimal(JSON.parse(JSON.stringify(value)) as string).eq(value)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("decimalFromNumber", () => {
  it("takes a number whose shortest form was meant", () => {
    expect(decimalFromNumber(0.0001).toFixed()).toBe("0.0001");
    expect(decimalFromNumber(1e-7).toFixed()).toBe("0.0000001");
    expect(decimalFromNumber(-12.5).toFixed()).toBe("-12.5");
    expect(decimalFromNumber(1e21).toFixed()).toBe(`1${"0".repeat(21)}`);
    expect(decimalFromNumber(-0).toFixed()).toBe("0");
  });

  it("refuses the traces of floating-point arithmetic", () => {
    for (const noise of [
      0.1 + 0.2,
      1 / 3,
      4.35 * 100,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      "0.5" as never,
    ]) {
      expect(() => decimalFromNumber(noise, "tick")).toThrow(/^tick must be a finite number/);
    }
  });

  it("gives back every decimal of up to 15 digits", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 ** 15 - 1 }),
        fc.integer({ min: 0, max: 20 }),
        (digits, scale) => {
          const text = decimal(digits)
            .times(decimal(`0.${"0".repeat(scale)}1`))
            .toFixed();
          expect(decimalFromNumber(Number(text)).toFixed()).toBe(text);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("formatting and comparing", () => {
  it("pads to fixed decimals and refuses to lose digits", () => {
    expect(formatFixed(decimal("0.5"), 3)).toBe("0.500");
    expect(formatFixed(decimal("12"), 0)).toBe("12");
    expect(() => formatFixed(decimal("0.5555"), 3)).toThrow("value must be a decimal of at most 3 decimals");
  });

  it("compares by value, so that it sorts", () => {
    expect(["10", "9.5", "-1", "9.50001"].sort(compareDecimals)).toEqual(["-1", "9.5", "9.50001", "10"]);
    expect(compareDecimals("1.0", 1)).toBe(0);
  });

  it("knows a decimal when it sees one", () => {
    expect([decimal("1"), new Big("1")].map(isDecimal)).toEqual([true, true]);
    expect([null, undefined, 1, "1", {}, { c: [], e: 0, s: 1 }].map(isDecimal)).toEqual(Array(6).fill(false));
  });
});
