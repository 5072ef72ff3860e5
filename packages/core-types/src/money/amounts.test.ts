import { describe, expect, it } from "@jest/globals";
import { InvalidOrderError } from "../errors/trading.ts";
import { InvalidDecimalError, InvalidTickSizeError, TickSizeError } from "../errors/validation.ts";
import { limitAmounts } from "./amounts.ts";
import { marketAmounts, protectedMarketAmounts } from "./market-amounts.ts";
import {
  ceilUnits,
  crossesPrice,
  floorUnits,
  limitAmountUnits,
  marketAmountUnits,
  protectedAmountUnits,
  quantumUnits,
} from "./scaled.ts";
import { type TickSize, tickRule } from "./tick.ts";

describe("limitAmounts", () => {
  // The venue's own worked example, and orders its official client signed.
  it.each([
    ["BUY", "0.01", "0.52", "10", 5_200_000n, 10_000_000n],
    ["BUY", "0.1", "0.5", "21.04", 10_520_000n, 21_040_000n],
    ["SELL", "0.01", "0.56", "21.04", 21_040_000n, 11_782_400n],
    ["BUY", "0.005", "0.335", "33.33", 11_165_550n, 33_330_000n],
    ["SELL", "0.0025", "0.1275", "19.99", 19_990_000n, 2_548_725n],
    ["BUY", "0.001", "0.001", "9999.99", 9_999_990n, 9_999_990_000n],
    ["SELL", "0.0001", "0.9999", "21.04", 21_040_000n, 21_037_896n],
    ["BUY", "0.01", "0.99", "123456.78", 122_222_212_200n, 123_456_780_000n],
  ] as const)("%s tick %s price %s size %s", (side, tickSize, price, size, makerAmount, takerAmount) => {
    expect(limitAmounts({ side, tickSize, price, size })).toEqual({ makerAmount, takerAmount });
  });

  const order = { side: "BUY", tickSize: "0.01", price: "0.5", size: "5" } as const;

  it.each(["0", "-1", "1.001", "0.001", "0.009999"])("refuses size %s, naming the field", (size) => {
    expect(() => limitAmounts({ ...order, size })).toThrow(InvalidOrderError);
    expect(() => limitAmounts({ ...order, size })).toThrow(
      `size ${size} must be positive with at most 2 decimals.`,
    );
  });

  it("refuses what is no decimal of six decimals", () => {
    expect(() => limitAmounts({ ...order, size: "1.0000001" })).toThrow(InvalidDecimalError);
    expect(() => limitAmounts({ ...order, size: "1.0000001" })).toThrow(
      "size 1.0000001 has more than 6 decimals.",
    );
    expect(() => limitAmounts({ ...order, size: 1.5 })).toThrow(InvalidDecimalError);
  });

  it("refuses prices off the grid, unknown ticks and unknown sides", () => {
    expect(() => limitAmounts({ ...order, price: "0.505" })).toThrow(TickSizeError);
    expect(() => limitAmounts({ ...order, tickSize: "0.02" as TickSize })).toThrow(InvalidTickSizeError);
    expect(() => limitAmounts({ ...order, side: "buy" as "BUY" })).toThrow(
      'side must be "BUY" or "SELL", not "buy".',
    );
  });

  it("keeps what it knows in the error's context", () => {
    expect.assertions(1);
    try {
      limitAmounts({ ...order, size: "1.234" });
    } catch (error) {
      expect(error).toMatchObject({
        code: "invalid-order",
        outcome: "not-sent",
        retry: "never",
        context: { field: "size", value: "1.234", maxDecimals: 2 },
      });
    }
  });
});

describe("marketAmounts", () => {
  it.each([
    ["BUY", "0.01", "0.52", "10", 10_000_000n, 19_230_700n],
    ["BUY", "0.1", "0.9", "7", 7_000_000n, 7_777_000n],
    ["SELL", "0.1", "0.9", "7", 7_000_000n, 6_300_000n],
    ["BUY", "0.0025", "0.9975", "9.99", 9_990_000n, 10_015_037n],
    ["BUY", "0.0001", "0.0007", "1", 1_000_000n, 1_428_571_428n],
    // The official client signs one quantum less here: its division runs in binary floating point.
    ["BUY", "0.005", "0.005", "36055.59", 36_055_590_000n, 7_211_118_000_000n],
  ] as const)("%s tick %s price %s amount %s", (side, tickSize, price, amount, makerAmount, takerAmount) => {
    expect(marketAmounts({ side, tickSize, price, amount })).toEqual({ makerAmount, takerAmount });
  });

  it("refuses an amount of more than two decimals instead of flooring it", () => {
    const order = { side: "BUY", tickSize: "0.01", price: "0.5" } as const;
    expect(() => marketAmounts({ ...order, amount: "33.333" })).toThrow(InvalidOrderError);
    expect(() => protectedMarketAmounts({ ...order, amount: "0" })).toThrow(InvalidOrderError);
  });
});

describe("protectedMarketAmounts", () => {
  it("floors a BUY's shares so that it still meets an ask at the bound", () => {
    const order = { side: "BUY", tickSize: "0.01", price: "0.52", amount: "10" } as const;
    const amounts = protectedMarketAmounts(order);
    expect(amounts).toEqual({ makerAmount: 10_000_000n, takerAmount: 19_230_700n });
    expect(amounts.makerAmount * 1_000_000n >= 520_000n * amounts.takerAmount).toBe(true);
  });

  it("never asks less than the bound for a SELL", () => {
    const order = { side: "SELL", tickSize: "0.001", price: "0.333", amount: "3.33" } as const;
    expect(protectedMarketAmounts(order)).toEqual({ makerAmount: 3_330_000n, takerAmount: 1_108_890n });
  });
});

describe("scaled helpers", () => {
  it("floor and ceil to a step", () => {
    expect([floorUnits(19_999n, 100n), floorUnits(20_000n, 100n)]).toEqual([19_900n, 20_000n]);
    expect([ceilUnits(19_901n, 100n), ceilUnits(20_000n, 100n)]).toEqual([20_000n, 20_000n]);
    expect([0, 2, 4, 6].map(quantumUnits)).toEqual([1_000_000n, 10_000n, 100n, 1n]);
  });

  it("round the computed side of amounts off the size grid, each its own way", () => {
    const rule = tickRule("0.01");
    // 0.123457 shares at 0.33 are 0.04074081 pUSD.
    expect(limitAmountUnits("SELL", 330_000n, 123_457n, rule).takerAmount).toBe(40_700n);
    expect(marketAmountUnits("SELL", 330_000n, 123_457n, rule).takerAmount).toBe(40_700n);
    expect(protectedAmountUnits("SELL", 330_000n, 123_457n, rule).takerAmount).toBe(40_800n);
    // One base unit at 0.33 is 0.00000033 pUSD: raised to a whole base unit first, then to the quantum.
    expect(protectedAmountUnits("SELL", 330_000n, 1n, tickRule("0.0001")).takerAmount).toBe(1n);
    expect(protectedAmountUnits("BUY", 330_000n, 123_457n, rule).takerAmount).toBe(374_100n);
  });

  it("tell when an amount pair reaches a worse grid price", () => {
    const pair = (makerAmount: bigint, takerAmount: bigint) => ({ makerAmount, takerAmount });
    // 0.53 for a bound of 0.52, tick 0.01.
    expect(crossesPrice("BUY", pair(530_000n, 1_000_000n), 520_000n, 10_000n)).toBe(true);
    expect(crossesPrice("BUY", pair(529_999n, 1_000_000n), 520_000n, 10_000n)).toBe(false);
    expect(crossesPrice("SELL", pair(1_000_000n, 510_000n), 520_000n, 10_000n)).toBe(true);
    expect(crossesPrice("SELL", pair(1_000_000n, 510_001n), 520_000n, 10_000n)).toBe(false);
  });
});
