import { describe, expect, it } from "@jest/globals";
import type { FeeSchedule } from "../domain/market-rules.ts";
import { UnsupportedFeeError } from "../errors/market-data.ts";
import { InvalidOrderError } from "../errors/trading.ts";
import { InvalidDecimalError, InvalidTickSizeError, TickSizeError } from "../errors/validation.ts";
import { decimal } from "../money/decimal.ts";
import { fitAmountToBudget, fitSizeToBudget, isFitBudgetError } from "./budget.ts";
import { builderFee } from "./builder-fee.ts";
import { feeCurve } from "./curve.ts";
import { takerRebateTier, weightedVolume } from "./rebates.ts";
import { isFeeError, takerFee } from "./taker-fee.ts";
import { tradeCost } from "./trade-cost.ts";

/** What a call throws, in the parts that an operator and a program read. */
function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    const { name, message, action, context } = error as InvalidOrderError;
    return { name, message, action, context };
  }
  throw new Error("nothing was thrown");
}

const fees: FeeSchedule = { rate: decimal("0.04"), exponent: 1, takerOnly: true };
const budget = { maxSpend: "100", price: "0.5", tickSize: "0.01", fees } as const;

describe("refusals say what was wrong, where, and what to do", () => {
  it("a schedule that cannot be computed", () => {
    expect(thrown(() => feeCurve({ ...fees, exponent: 0.3 }))).toEqual({
      name: "UnsupportedFeeError",
      message: "A fee of rate 0.04 and exponent 0.3 cannot be computed exactly.",
      action: "Do not trade this market until its fee schedule is understood; update the library.",
      context: { rate: "0.04", exponent: 0.3 },
    });
    expect(feeCurve({ ...fees, exponent: 8 })).toEqual({
      rateNumerator: 4n,
      rateDenominator: 100n,
      power: 8,
      half: false,
    });
    expect(feeCurve({ rate: decimal("3"), exponent: 1.5, takerOnly: true })).toEqual({
      rateNumerator: 3n,
      rateDenominator: 1n,
      power: 1,
      half: true,
    });
  });

  it("a builder's rate above its cap", () => {
    expect(thrown(() => builderFee({ notional: "1", bps: 51, role: "MAKER" }))).toEqual({
      name: "InvalidOrderError",
      message: "A builder fee of 51 bps is outside 0 to 50, the cap for a maker.",
      action: "Use the rate the venue lists for the builder code.",
      context: { field: "builderBps", role: "MAKER", cap: 50 },
    });
  });

  it("a budget that buys nothing", () => {
    const refusal = {
      name: "InvalidOrderError",
      message: "A budget of 0.004 pUSD is too small for any order at 0.5 with its fees.",
      action: "Raise maxSpend.",
      context: { field: "maxSpend", maxSpend: "0.004", price: "0.5" },
    };
    expect(thrown(() => fitAmountToBudget({ ...budget, maxSpend: "0.004" }))).toEqual(refusal);
    expect(thrown(() => fitSizeToBudget({ ...budget, maxSpend: "0.004" }))).toEqual(refusal);
  });

  it("a price that no fill can have", () => {
    expect(thrown(() => takerFee({ shares: "1", price: "1.5", fees }))).toEqual({
      name: "TickSizeError",
      message: "price 1.5 is outside 0 to 1 pUSD per share.",
      action: "Give the price of one share in pUSD.",
      context: { field: "price", price: "1.5" },
    });
  });

  it.each<[string, () => unknown]>([
    ["maxSpend", () => fitAmountToBudget({ ...budget, maxSpend: "x" })],
    ["builderBps", () => fitAmountToBudget({ ...budget, builderBps: "x" })],
    ["shares", () => takerFee({ shares: "x", price: "0.5", fees })],
    ["price", () => takerFee({ shares: "1", price: "x", fees })],
    ["notional", () => builderFee({ notional: "x", bps: 1, role: "TAKER" })],
    ["builderBps", () => builderFee({ notional: "1", bps: "x", role: "TAKER" })],
    ["shares", () => tradeCost({ side: "BUY", shares: "x", price: "0.5", role: "TAKER", fees })],
    ["weightedVolume", () => takerRebateTier("x")],
    ["shares", () => weightedVolume({ shares: "x", price: "0.5", weight: "1" })],
    ["price", () => weightedVolume({ shares: "1", price: "x", weight: "1" })],
    ["weight", () => weightedVolume({ shares: "1", price: "0.5", weight: "x" })],
  ])("what is no decimal, by the name of its field: %s", (field, call) => {
    expect(thrown(call)).toMatchObject({ name: "InvalidDecimalError", context: { field, value: '"x"' } });
  });
});

describe("guards", () => {
  const errors = [
    InvalidDecimalError,
    InvalidOrderError,
    TickSizeError,
    UnsupportedFeeError,
    InvalidTickSizeError,
  ];

  it("know what their functions throw, and nothing else", () => {
    const made = errors.map((known) => new known({ message: "x" }));
    expect(made.map(isFeeError)).toEqual([true, true, true, true, false]);
    expect(made.map(isFitBudgetError)).toEqual([true, true, true, true, true]);
    expect([isFeeError(new Error("x")), isFitBudgetError(new Error("x"))]).toEqual([false, false]);
  });
});
