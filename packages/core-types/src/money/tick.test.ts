import { describe, expect, it } from "@jest/globals";
import { InvalidDecimalError, InvalidTickSizeError, TickSizeError } from "../errors/validation.ts";
import { gridPrice, gridSize, TABLE } from "../testing/orders.ts";
import { formatBaseUnits, fromBaseUnits, toBaseUnits, wholeBaseUnits } from "./base-units.ts";
import { decimal } from "./decimal.ts";
import { isValidPrice, parseTickSize, priceUnits, TICK_SIZES, type TickSize, tickRule } from "./tick.ts";

describe("tick sizes", () => {
  it("reads what the venue sends", () => {
    expect([0.1, 0.01, 0.005, 0.0025, 0.001, 0.0001].map(parseTickSize)).toEqual([...TICK_SIZES]);
    expect(["0.10", "0.0100", "0.0050"].map(parseTickSize)).toEqual(["0.1", "0.01", "0.005"]);
  });

  it.each(["0.02", "", "1", 0, 0.3, Number.NaN, 1n, "0.1 ", "1e-2", "10", "0.00010000001"])(
    "refuses %p",
    (value) => {
      expect(() => parseTickSize(value)).toThrow(InvalidTickSizeError);
    },
  );

  it.each(TICK_SIZES)("knows the rounding of %s", (size) => {
    expect(tickRule(size)).toEqual({
      tick: toBaseUnits(size),
      priceDecimals: TABLE[size].price,
      sizeDecimals: 2,
      amountDecimals: TABLE[size].amount,
    });
  });
});

describe("price validity", () => {
  it.each(TICK_SIZES)("accepts every grid price of %s and none between", (size) => {
    // One comparison at the end: thousands of single expectations take seconds.
    const wrong: string[] = [];
    for (let index = 1n; index <= gridSize(size); index++) {
      const price = gridPrice(size, index);
      const isRight = isValidPrice(price, size) && priceUnits(price, size) === index * tickRule(size).tick;
      if (!isRight || isValidPrice(`${price}01`, size)) wrong.push(price);
    }
    expect(wrong).toEqual([]);
    for (const outside of ["0", "1", "-0.5", "1.5", "0.00001"])
      expect(isValidPrice(outside, size)).toBe(false);
  });

  it("sees that decimals alone do not make a grid", () => {
    expect(isValidPrice("0.503", "0.005")).toBe(false);
    expect(isValidPrice("0.505", "0.005")).toBe(true);
    expect(isValidPrice("0.5026", "0.0025")).toBe(false);
    expect(isValidPrice("0.5025", "0.0025")).toBe(true);
  });

  it("explains a refusal and rounds nothing", () => {
    expect.assertions(4);
    for (const price of ["0.555", "0.1234567"]) {
      try {
        priceUnits(price, "0.01");
      } catch (error) {
        expect(error).toBeInstanceOf(TickSizeError);
        expect(error).toMatchObject({ code: "price-off-grid", context: { price, tickSize: "0.01" } });
      }
    }
  });

  it("refuses what is no decimal, and a tick that is none", () => {
    expect(() => isValidPrice("abc", "0.01")).toThrow(InvalidDecimalError);
    expect(() => priceUnits("0.5", "0.02" as TickSize)).toThrow(InvalidTickSizeError);
  });
});

describe("base units", () => {
  it.each([
    ["0", 0n],
    ["0.000001", 1n],
    ["1", 1_000_000n],
    [".5", 500_000n],
    ["1.", 1_000_000n],
    ["-1.5", -1_500_000n],
    ["-0", 0n],
    ["00012.5", 12_500_000n],
    ["999999999.999999", 999_999_999_999_999n],
    ["9999999999.999999", 9_999_999_999_999_999n],
    ["0.5500000000", 550_000n],
    ["0.55000000000000000000000000", 550_000n],
    ["123456789012345678901234567890.123456", 123_456_789_012_345_678_901_234_567_890_123_456n],
    [3n, 3_000_000n],
    [3, 3_000_000n],
  ] as const)("%s is %s units", (value, units) => {
    expect(toBaseUnits(value)).toBe(units);
    expect(toBaseUnits(decimal(value))).toBe(units);
    expect(fromBaseUnits(units).eq(decimal(value))).toBe(true);
  });

  it("refuses a seventh decimal, naming the field", () => {
    for (const value of ["0.0000001", "1.1234567", "-0.0000001", decimal("0.5000001")]) {
      expect(wholeBaseUnits(value)).toBeUndefined();
      expect(() => toBaseUnits(value, "size")).toThrow(/^size -?\d\.\d+ has more than 6 decimals\.$/);
    }
  });

  it.each(["", ".", "1.2.3", "1e3", "a", "1 ", "..", "1.5x"])("refuses %p as any other decimal", (text) => {
    expect(() => toBaseUnits(text)).toThrow(InvalidDecimalError);
  });

  it("prints six decimals", () => {
    expect([0n, 1n, -1n, 1_500_000n, -1_500_000n].map(formatBaseUnits)).toEqual([
      "0.000000",
      "0.000001",
      "-0.000001",
      "1.500000",
      "-1.500000",
    ]);
  });
});
