import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { InvalidOrderError } from "../errors/trading.ts";
import { TickSizeError } from "../errors/validation.ts";
import { decimalText } from "../testing/orders.ts";
import { Rational } from "../testing/rational.ts";
import {
  type Rounded,
  roundPriceDown,
  roundPriceForSide,
  roundPriceNearest,
  roundPriceUp,
  roundSizeDown,
  roundSizeUp,
} from "./rounding.ts";
import { TICK_SIZES } from "./tick.ts";

const told = ({ value, rounded, change }: Rounded) => [value.toFixed(), rounded, change.toFixed()];

describe("price rounding says what it did", () => {
  it("down, up, nearest", () => {
    expect(told(roundPriceDown("0.5567", "0.01"))).toEqual(["0.55", "down", "-0.0067"]);
    expect(told(roundPriceUp("0.5567", "0.01"))).toEqual(["0.56", "up", "0.0033"]);
    expect(told(roundPriceNearest("0.5567", "0.01"))).toEqual(["0.56", "up", "0.0033"]);
    expect(told(roundPriceNearest("0.5533", "0.01"))).toEqual(["0.55", "down", "-0.0033"]);
    expect(told(roundPriceDown("0.9999999", "0.0025"))).toEqual(["0.9975", "down", "-0.0024999"]);
  });

  it("leaves a grid price alone and says so", () => {
    for (const round of [roundPriceDown, roundPriceUp, roundPriceNearest]) {
      expect(told(round("0.335", "0.005"))).toEqual(["0.335", "none", "0"]);
    }
    expect(roundPriceDown("0.335", "0.005").units).toBe(335_000n);
  });

  it("goes up from the middle", () => {
    expect(told(roundPriceNearest("0.555", "0.01"))).toEqual(["0.56", "up", "0.005"]);
    expect(told(roundPriceNearest("0.50125", "0.0025"))).toEqual(["0.5025", "up", "0.00125"]);
  });

  it("is exact however long the input", () => {
    expect(told(roundPriceDown(`0.55${"9".repeat(90)}`, "0.01"))[0]).toBe("0.55");
    expect(told(roundPriceUp(`0.55${"0".repeat(90)}1`, "0.01"))[0]).toBe("0.56");
  });

  it("never makes a side pay more than asked", () => {
    expect(told(roundPriceForSide("0.557", "BUY", "0.01"))[1]).toBe("down");
    expect(told(roundPriceForSide("0.557", "SELL", "0.01"))[1]).toBe("up");
    expect(() => roundPriceForSide("0.557", "sell" as "SELL", "0.01")).toThrow(InvalidOrderError);
  });

  it("refuses to leave the range of prices", () => {
    expect(() => roundPriceDown("0.004", "0.01")).toThrow(TickSizeError);
    expect(() => roundPriceUp("0.995", "0.01")).toThrow(
      "Price 0.995 rounded up leaves the range 0.01 to 1 − 0.01.",
    );
    expect(() => roundPriceNearest("0.996", "0.01")).toThrow(TickSizeError);
    expect(told(roundPriceUp("0.0001", "0.01"))[0]).toBe("0.01");
    expect(told(roundPriceDown("0.9999", "0.01"))[0]).toBe("0.99");
    for (const outside of ["0", "1", "-0.5", "1.5", "55"]) {
      for (const round of [roundPriceDown, roundPriceUp, roundPriceNearest]) {
        expect(() => round(outside, "0.01")).toThrow(TickSizeError);
      }
    }
  });

  it("brackets any price with neighbours on the grid", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TICK_SIZES),
        fc.integer({ min: 1, max: 9_999_999 }),
        (tickSize, digits) => {
          const price = new Rational(BigInt(digits), 10_000_000n);
          const tick = Rational.of(tickSize);
          const one = new Rational(1n);
          fc.pre(price.compare(tick) >= 0 && price.compare(one.minus(tick)) <= 0);
          const text = decimalText(price, 7);
          const down = Rational.of(roundPriceDown(text, tickSize).value.toFixed());
          const up = Rational.of(roundPriceUp(text, tickSize).value.toFixed());
          const steps = price.over(tick);
          expect(down.compare(new Rational(steps.floor()).times(tick))).toBe(0);
          expect(up.compare(new Rational(steps.ceil()).times(tick))).toBe(0);
          const near = Rational.of(roundPriceNearest(text, tickSize).value.toFixed());
          expect(near.compare(steps.plus(new Rational(1n, 2n)).floorTo(0).times(tick))).toBe(0);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("size rounding", () => {
  it("keeps two decimals and says what it did", () => {
    expect(told(roundSizeDown("33.339", "0.01"))).toEqual(["33.33", "down", "-0.009"]);
    expect(told(roundSizeUp("33.331", "0.0001"))).toEqual(["33.34", "up", "0.009"]);
    expect(told(roundSizeDown("5", "0.1"))).toEqual(["5", "none", "0"]);
  });

  it("refuses to leave nothing", () => {
    expect(() => roundSizeDown("0.009", "0.01")).toThrow(
      "size 0.009 rounded down is 0: nothing is left to order.",
    );
    expect(() => roundSizeUp("0", "0.01")).toThrow(InvalidOrderError);
    expect(() => roundSizeUp("-1", "0.01")).toThrow(InvalidOrderError);
  });
});
