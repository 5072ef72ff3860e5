import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FeeSchedule } from "../domain/market-rules.ts";
import { InvalidOrderError } from "../errors/trading.ts";
import { TickSizeError } from "../errors/validation.ts";
import { decimal } from "../money/decimal.ts";
import { TICK_SIZES } from "../money/tick.ts";
import { decimalText, gridPrice, gridSize } from "../testing/orders.ts";
import { Rational } from "../testing/rational.ts";
import { type BudgetFit, fitAmountToBudget, fitSizeToBudget } from "./budget.ts";

const politics: FeeSchedule = { rate: decimal("0.04"), exponent: 1, takerOnly: true };
const text = (fit: BudgetFit) =>
  [fit.amount, fit.platformFee, fit.builderFee, fit.total, fit.unspent].map(String);

describe("fitAmountToBudget", () => {
  it("leaves room for both fees", () => {
    const input = { maxSpend: "100", price: "0.5", tickSize: "0.01", fees: politics } as const;
    // 98.03 + 1.9606 = 99.9906; one cent more would be 100.0008.
    expect(text(fitAmountToBudget(input))).toEqual(["98.03", "1.9606", "0", "99.9906", "0.0094"]);
    expect(text(fitAmountToBudget({ ...input, builderBps: 50 }))).toEqual([
      "97.56",
      "1.9512",
      "0.4878",
      "99.999",
      "0.001",
    ]);
    expect(text(fitAmountToBudget({ ...input, fees: undefined }))).toEqual(["100", "0", "0", "100", "0"]);
  });

  it("bounds the fee over better fills, which give more shares for the same pUSD", () => {
    const input = { maxSpend: "100", price: "0.5", tickSize: "0.01", fees: politics } as const;
    // At 0.4 the fee on A is A × 0.04 × 0.6.
    expect(text(fitAmountToBudget({ ...input, bestPrice: "0.4" }))).toEqual([
      "97.65",
      "2.3436",
      "0",
      "99.9936",
      "0.0064",
    ]);
    expect(text(fitAmountToBudget({ ...input, bestPrice: "0.6" }))).toEqual(text(fitAmountToBudget(input)));
  });

  it.each([
    // (e − 1) ÷ (2e − 1): where p^(e−1) · (1 − p)^e peaks.
    [1.5, "0.25"],
    [2.5, "0.375"],
    [3, "0.4"],
  ])("finds the dearest price between two for exponent %s", (exponent, peak) => {
    const fees = { rate: decimal("0.25"), exponent, takerOnly: true };
    const base = { maxSpend: "5000", tickSize: "0.005", fees } as const;
    const wide = fitAmountToBudget({ ...base, price: "0.9", bestPrice: "0.1" });
    expect(text(wide)).toEqual(text(fitAmountToBudget({ ...base, price: peak })));
    // Dearer than both ends, and than any other price on the grid.
    for (const price of ["0.1", "0.2", "0.3", "0.35", "0.5", "0.9"]) {
      expect(fitAmountToBudget({ ...base, price }).amount.gt(wide.amount)).toBe(true);
    }
    // A peak outside the range does not count.
    const above = fitAmountToBudget({ ...base, price: "0.9", bestPrice: "0.5" });
    expect(text(above)).toEqual(text(fitAmountToBudget({ ...base, price: "0.5" })));
    const below = fitAmountToBudget({ ...base, price: "0.2", bestPrice: "0.1" });
    expect(text(below)).toEqual(text(fitAmountToBudget({ ...base, price: "0.2" })));
  });

  it.each([0, 0.5, 1])("knows that the best price is the dearest for exponent %s", (exponent) => {
    const fees = { rate: decimal("0.02"), exponent, takerOnly: true };
    const base = { maxSpend: "5000", tickSize: "0.01", fees } as const;
    const wide = fitAmountToBudget({ ...base, price: "0.9", bestPrice: "0.3" });
    expect(text(wide)).toEqual(text(fitAmountToBudget({ ...base, price: "0.3" })));
  });

  it("refuses a budget that buys nothing, and prices off the grid", () => {
    const input = { maxSpend: "0.01", price: "0.5", tickSize: "0.01", fees: politics } as const;
    expect(() => fitAmountToBudget(input)).toThrow(InvalidOrderError);
    expect(() => fitAmountToBudget(input)).toThrow(
      "A budget of 0.01 pUSD is too small for any order at 0.5 with its fees.",
    );
    expect(() => fitAmountToBudget({ ...input, price: "0.505" })).toThrow(TickSizeError);
    expect(() => fitAmountToBudget({ ...input, maxSpend: "0" })).toThrow(InvalidOrderError);
    expect(() => fitAmountToBudget({ ...input, maxSpend: "100", builderBps: 101 })).toThrow(
      InvalidOrderError,
    );
  });

  it("is the largest that fits: one cent more does not", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TICK_SIZES),
        fc.nat(9_999),
        fc.integer({ min: 2_000_000, max: 10_000_000_000 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 3 }),
        (tickSize, position, micros, rate, builderBps, exponent) => {
          const price = gridPrice(tickSize, (BigInt(position) % gridSize(tickSize)) + 1n);
          const p = Rational.of(price);
          const r = new Rational(BigInt(rate), 10_000n);
          const max = new Rational(BigInt(micros), 1_000_000n);
          const fees = { rate: decimal(decimalText(r, 4)), exponent, takerOnly: true };
          const maxSpend = decimalText(max, 6);
          const fit = fitAmountToBudget({ maxSpend, price, tickSize, fees, builderBps });
          const totalOf = (amount: Rational) => {
            let platform = amount.over(p).times(r);
            for (let i = 0; i < exponent; i++) platform = platform.times(p).times(new Rational(1n).minus(p));
            const builder = amount.times(new Rational(BigInt(builderBps), 10_000n));
            return amount.plus(platform.ceilTo(5)).plus(builder.ceilTo(5));
          };
          const amount = Rational.of(fit.amount.toFixed());
          expect(totalOf(amount).compare(Rational.of(fit.total.toFixed()))).toBe(0);
          expect(totalOf(amount).compare(max)).toBeLessThanOrEqual(0);
          expect(totalOf(amount.plus(new Rational(1n, 100n))).compare(max)).toBeGreaterThan(0);
          expect(fit.total.plus(fit.unspent).eq(maxSpend)).toBe(true);
        },
      ),
      { numRuns: 700 },
    );
  });
});

describe("fitSizeToBudget", () => {
  it("finds the size a wallet can pay for", () => {
    const input = { maxSpend: "27.5", price: "0.55", tickSize: "0.01", fees: politics } as const;
    const fit = fitSizeToBudget(input);
    expect([fit.size.toFixed(), ...text(fit)]).toEqual([
      "49.11",
      "27.0105",
      "0.48619",
      "0",
      "27.49669",
      "0.00331",
    ]);
  });

  it("needs no fee schedule", () => {
    const fit = fitSizeToBudget({ maxSpend: "27.5", price: "0.55", tickSize: "0.01", fees: undefined });
    expect([fit.size.toFixed(), ...text(fit)]).toEqual(["50", "27.5", "0", "0", "27.5", "0"]);
  });

  it("is the largest that fits: a hundredth of a share more does not", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TICK_SIZES),
        fc.nat(9_999),
        fc.integer({ min: 2_000_000, max: 10_000_000_000 }),
        fc.integer({ min: 0, max: 100 }),
        (tickSize, position, micros, builderBps) => {
          const price = gridPrice(tickSize, (BigInt(position) % gridSize(tickSize)) + 1n);
          const p = Rational.of(price);
          const max = new Rational(BigInt(micros), 1_000_000n);
          const fit = fitSizeToBudget({
            maxSpend: decimalText(max, 6),
            price,
            tickSize,
            fees: politics,
            builderBps,
          });
          const totalOf = (size: Rational) => {
            const notional = size.times(p);
            const platform = notional.times(new Rational(4n, 100n)).times(new Rational(1n).minus(p));
            const builder = notional.times(new Rational(BigInt(builderBps), 10_000n));
            return notional.plus(platform.ceilTo(5)).plus(builder.ceilTo(5));
          };
          const size = Rational.of(fit.size.toFixed());
          expect(totalOf(size).compare(Rational.of(fit.total.toFixed()))).toBe(0);
          expect(totalOf(size).compare(max)).toBeLessThanOrEqual(0);
          expect(totalOf(size.plus(new Rational(1n, 100n))).compare(max)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 700 },
    );
  });
});
