import { describe, expect, it } from "@jest/globals";
import { InvalidOrderError } from "../errors/trading.ts";
import { InvalidDecimalError, InvalidTickSizeError, TickSizeError } from "../errors/validation.ts";
import { isOrderAmountsError, limitAmounts } from "./amounts.ts";
import { toBaseUnits, wholeBaseUnits } from "./base-units.ts";
import { marketAmounts } from "./market-amounts.ts";
import { positiveUnits } from "./positive.ts";
import {
  isRoundingError,
  roundPriceDown,
  roundPriceForSide,
  roundPriceNearest,
  roundPriceUp,
  roundSizeDown,
  roundSizeUp,
} from "./rounding.ts";
import {
  isPriceUnitsError,
  isTickRuleError,
  isValidPrice,
  parseTickSize,
  priceUnits,
  type TickSize,
  tickRule,
} from "./tick.ts";

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

const limit = { side: "BUY", tickSize: "0.01", price: "0.5", size: "5" } as const;
const unknownTick = {
  name: "InvalidTickSizeError",
  message: "0.02 is not a tick size; the venue uses 0.1, 0.01, 0.005, 0.0025, 0.001, 0.0001.",
  action: "Take the tick size from the market's rules; it must not be guessed.",
  context: { field: "tickSize", tickSize: "0.02" },
};
const decimalWanted = (field: string, value: string) => ({
  name: "InvalidDecimalError",
  message: `${field} must be a plain decimal string such as "0.55", not "${value}".`,
  action: 'Pass amounts and prices as decimal strings, such as "0.55".',
  context: { field, value: `"${value}"` },
});

describe("refusals say what was wrong, where, and what to do", () => {
  it("a price between two grid prices", () => {
    expect(thrown(() => priceUnits("0.557", "0.01"))).toEqual({
      name: "TickSizeError",
      message: "Price 0.557 is not on the grid of tick size 0.01: multiples from 0.01 to 1 − 0.01.",
      action: "Use 0.55 or 0.56; roundPriceDown and roundPriceUp tell which way they round.",
      context: { field: "price", price: "0.557", tickSize: "0.01", neighbours: ["0.55", "0.56"] },
    });
  });

  it("a price at the edge, with one neighbour; and beyond it, with none", () => {
    expect(thrown(() => priceUnits("0.9999", "0.005"))).toMatchObject({
      action: "Use 0.995; roundPriceDown and roundPriceUp tell which way they round.",
      context: { neighbours: ["0.995"] },
    });
    expect(thrown(() => priceUnits("0.001", "0.01"))).toMatchObject({ context: { neighbours: ["0.01"] } });
    expect(thrown(() => priceUnits("55", "0.01"))).toMatchObject({
      message: "Price 55 is not on the grid of tick size 0.01: multiples from 0.01 to 1 − 0.01.",
      action:
        "Choose a price from 0.01 to 1 − 0.01; roundPriceDown and roundPriceUp tell which way they round.",
      context: { price: "55", neighbours: [] },
    });
  });

  it("a tick size nobody knows", () => {
    expect(thrown(() => parseTickSize("0.02"))).toEqual(unknownTick);
    expect(thrown(() => tickRule("0.02" as TickSize))).toEqual(unknownTick);
  });

  it("what is no decimal, by the name of its field", () => {
    expect(thrown(() => priceUnits("x", "0.01"))).toEqual(decimalWanted("price", "x"));
    expect(thrown(() => isValidPrice("x", "0.01"))).toEqual(decimalWanted("price", "x"));
    expect(thrown(() => toBaseUnits("x"))).toEqual(decimalWanted("value", "x"));
    expect(thrown(() => wholeBaseUnits("x"))).toEqual(decimalWanted("value", "x"));
    expect(thrown(() => roundPriceUp("x", "0.01"))).toEqual(decimalWanted("price", "x"));
    expect(thrown(() => roundSizeUp("x", "0.01"))).toEqual(decimalWanted("size", "x"));
    expect(thrown(() => limitAmounts({ ...limit, size: "x" }))).toEqual(decimalWanted("size", "x"));
    expect(thrown(() => marketAmounts({ ...limit, amount: "x" }))).toEqual(decimalWanted("amount", "x"));
  });

  it("a seventh decimal", () => {
    expect(thrown(() => toBaseUnits("1.1234567", "size"))).toEqual({
      name: "InvalidDecimalError",
      message: "size 1.1234567 has more than 6 decimals.",
      action: "Give at most 6 decimals; round explicitly before calling.",
      context: { field: "size", value: "1.1234567" },
    });
  });

  it("a size or an amount of too many decimals", () => {
    const action = "Round it first with roundSizeDown or roundSizeUp; nothing is rounded silently.";
    expect(thrown(() => limitAmounts({ ...limit, size: "1.234" }))).toEqual({
      name: "InvalidOrderError",
      message: "size 1.234 must be positive with at most 2 decimals.",
      action,
      context: { field: "size", value: "1.234", maxDecimals: 2 },
    });
    expect(thrown(() => marketAmounts({ ...limit, amount: "0" }))).toEqual({
      name: "InvalidOrderError",
      message: "amount 0 must be positive with at most 2 decimals.",
      action,
      context: { field: "amount", value: "0", maxDecimals: 2 },
    });
  });

  it("an amount that is not positive", () => {
    expect(positiveUnits("0.000001", "shares")).toBe(1n);
    for (const value of ["0", "-0.5"]) {
      expect(thrown(() => positiveUnits(value, "shares"))).toEqual({
        name: "InvalidOrderError",
        message: `shares must be positive, not ${value}.`,
        action: "Correct the named field; the message says what the venue accepts.",
        context: { field: "shares", value },
      });
    }
  });

  it("a side that is none", () => {
    expect(thrown(() => limitAmounts({ ...limit, side: "buy" as "BUY" }))).toMatchObject({
      message: 'side must be "BUY" or "SELL", not "buy".',
      context: { field: "side", side: "buy" },
    });
  });

  it("rounding that would leave the range of prices, or nothing", () => {
    const outside = (price: string, direction: string) => ({
      name: "TickSizeError",
      message: `Price ${price} rounded ${direction} leaves the range 0.01 to 1 − 0.01.`,
      action: "Choose a price from 0.01 to 1 − 0.01.",
      context: { field: "price", price, tickSize: "0.01", direction },
    });
    expect(thrown(() => roundPriceDown("0.004", "0.01"))).toEqual(outside("0.004", "down"));
    expect(thrown(() => roundPriceUp("0.995", "0.01"))).toEqual(outside("0.995", "up"));
    expect(thrown(() => roundPriceNearest("1.5", "0.01"))).toEqual(outside("1.5", "nearest"));
    expect(thrown(() => roundPriceForSide("-1", "SELL", "0.01"))).toEqual(outside("-1", "up"));
    expect(thrown(() => roundSizeDown("0.009", "0.01"))).toEqual({
      name: "InvalidOrderError",
      message: "size 0.009 rounded down is 0: nothing is left to order.",
      action: "Order at least 0.01.",
      context: { field: "size", value: "0.009", direction: "down" },
    });
    expect(thrown(() => roundSizeUp("-0.001", "0.01"))).toMatchObject({ context: { direction: "up" } });
  });
});

describe("guards", () => {
  const errors = [InvalidDecimalError, InvalidTickSizeError, TickSizeError, InvalidOrderError].map(
    (known) => new known({ message: "x" }),
  );

  it("know what their functions throw, and nothing else", () => {
    expect(errors.map(isTickRuleError)).toEqual([false, true, false, false]);
    expect(errors.map(isPriceUnitsError)).toEqual([true, true, true, false]);
    expect(errors.map(isOrderAmountsError)).toEqual([true, true, true, true]);
    expect(errors.map(isRoundingError)).toEqual([true, true, true, true]);
    for (const guard of [isTickRuleError, isPriceUnitsError, isOrderAmountsError, isRoundingError]) {
      expect(guard(new Error("x"))).toBe(false);
    }
  });
});
