import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FeeSchedule } from "../domain/market-rules.ts";
import { UnsupportedFeeError } from "../errors/market-data.ts";
import { InvalidOrderError } from "../errors/trading.ts";
import { TickSizeError } from "../errors/validation.ts";
import { decimal } from "../money/decimal.ts";
import { integerSqrt } from "../money/integers.ts";
import { decimalText } from "../testing/orders.ts";
import { Rational } from "../testing/rational.ts";
import { builderFee } from "./builder-fee.ts";
import { feeCurve } from "./curve.ts";
import { feePerShare } from "./fee-per-share.ts";
import { takerFee, takerFeeCeiling, takerFeeCeilingUnits, takerFeeUnits } from "./taker-fee.ts";

const schedule = (rate: string, exponent = 1): FeeSchedule => ({
  rate: decimal(rate),
  exponent,
  takerOnly: true,
});
const fee = (shares: string, price: string, fees: FeeSchedule | undefined) =>
  takerFee({ shares, price, fees }).toFixed();
const most = (shares: string, price: string, fees: FeeSchedule | undefined) =>
  takerFeeCeiling({ shares, price, fees }).toFixed();

describe("takerFee", () => {
  // The venue's own check: 100 shares at 0.5.
  it.each([
    ["0.07", "1.75"],
    ["0.05", "1.25"],
    ["0.04", "1"],
    ["0", "0"],
  ])("charges 100 shares at 0.5 with rate %s: %s", (rate, expected) => {
    expect(fee("100", "0.5", schedule(rate))).toBe(expected);
    expect(most("100", "0.5", schedule(rate))).toBe(expected);
  });

  it("charges nothing where the market has no fee", () => {
    expect(fee("100", "0.5", undefined)).toBe("0");
    expect(most("100", "0.5", undefined)).toBe("0");
  });

  it("rounds to five decimals, ties up; the ceiling always up", () => {
    // 1 × 0.07 × 0.3 × 0.7 = 0.0147; 0.01 × … = 0.000147
    expect(fee("0.01", "0.3", schedule("0.07"))).toBe("0.00015");
    expect(fee("0.01", "0.3", schedule("0.06"))).toBe("0.00013");
    // 0.0002 × 0.25 × … = exactly 0.000125
    expect(fee("0.01", "0.5", schedule("0.05"))).toBe("0.00013");
    expect(fee("0.01", "0.5", schedule("0.0499"))).toBe("0.00012");
    expect(most("0.01", "0.5", schedule("0.0481"))).toBe("0.00013");
    expect(most("0.01", "0.5", schedule("0.048"))).toBe("0.00012");
  });

  it("charges 0.00001 at least, and nothing for less", () => {
    expect(fee("0.01", "0.5", schedule("0.004"))).toBe("0.00001");
    expect(fee("0.01", "0.5", schedule("0.00399"))).toBe("0");
    expect(most("0.01", "0.5", schedule("0.00399"))).toBe("0.00001");
    expect(fee("5", "0", schedule("0.07"))).toBe("0");
    expect(fee("5", "1", schedule("0.07"))).toBe("0");
  });

  it("knows exponents that are multiples of a half", () => {
    expect(fee("100", "0.5", schedule("0.25", 2))).toBe("1.5625");
    // √(0.2 · 0.8) = 0.4
    expect(fee("100", "0.2", schedule("0.03", 0.5))).toBe("1.2");
    expect(most("100", "0.2", schedule("0.03", 0.5))).toBe("1.2");
    // √(0.3 · 0.7) is irrational
    expect(fee("100", "0.3", schedule("0.03", 0.5))).toBe("1.37477");
    expect(most("100", "0.3", schedule("0.03", 0.5))).toBe("1.37478");
    expect(fee("100", "0.2", schedule("0.03", 1.5))).toBe("0.192");
    expect(fee("100", "0.2", schedule("0.03", 0))).toBe("3");
  });

  it.each([0.3, -1, 8.5, Number.NaN])("refuses exponent %p", (exponent) => {
    expect(() => fee("1", "0.5", schedule("0.05", exponent))).toThrow(UnsupportedFeeError);
  });

  it("refuses a negative rate, no shares, and prices outside 0 to 1", () => {
    expect(() => fee("1", "0.5", schedule("-0.01"))).toThrow(UnsupportedFeeError);
    expect(() => fee("0", "0.5", schedule("0.05"))).toThrow(InvalidOrderError);
    expect(() => fee("1", "1.000001", schedule("0.05"))).toThrow(TickSizeError);
    expect(() => fee("1", "-0.1", schedule("0.05"))).toThrow("price -0.1 is outside 0 to 1 pUSD per share.");
  });

  it("equals the rational oracle for whole exponents", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 0, max: 4 }),
        (cents, price, rate, exponent) => {
          const shares = new Rational(BigInt(cents), 100n);
          const p = new Rational(BigInt(price), 10_000n);
          const r = new Rational(BigInt(rate), 10_000n);
          let exact = shares.times(r);
          for (let i = 0; i < exponent; i++) exact = exact.times(p).times(new Rational(1n).minus(p));
          const steps = exact.times(new Rational(100_000n));
          const nearest = steps.compare(new Rational(1n)) < 0 ? 0n : steps.plus(new Rational(1n, 2n)).floor();
          const curve = feeCurve(schedule(decimalText(r, 4), exponent));
          const got = [
            takerFeeUnits(curve, shares.micros(), p.micros()),
            takerFeeCeilingUnits(curve, shares.micros(), p.micros()),
          ];
          expect(got).toEqual([nearest * 10n, steps.ceil() * 10n]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is the nearest step for half exponents too: its square brackets the exact square", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 1_000_000_000 }),
        fc.integer({ min: 1, max: 9_999 }),
        fc.constantFrom(0.5, 1.5, 2.5),
        (cents, price, exponent) => {
          const shares = new Rational(BigInt(cents), 100n);
          const p = new Rational(BigInt(price), 10_000n);
          const spread = p.times(new Rational(1n).minus(p));
          let square = shares.times(shares).times(new Rational(9n, 10_000n));
          for (let i = 0; i < exponent * 2; i++) square = square.times(spread);
          square = square.times(new Rational(10_000_000_000n));
          const curve = feeCurve(schedule("0.03", exponent));
          const steps = new Rational(takerFeeUnits(curve, shares.micros(), p.micros()) / 10n);
          const ceiling = new Rational(takerFeeCeilingUnits(curve, shares.micros(), p.micros()) / 10n);
          const half = new Rational(1n, 2n);
          const squared = (value: Rational) => value.times(value);
          if (steps.n > 0n) {
            expect(squared(steps.minus(half)).compare(square)).toBeLessThanOrEqual(0);
            expect(squared(steps.plus(half)).compare(square)).toBeGreaterThan(0);
          } else expect(square.compare(new Rational(1n))).toBeLessThan(0);
          expect(squared(ceiling).compare(square)).toBeGreaterThanOrEqual(0);
          expect(squared(ceiling.minus(new Rational(1n))).compare(square)).toBeLessThan(0);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("feePerShare", () => {
  it("is what takerFee rounds", () => {
    expect(feePerShare("0.3", schedule("0.07")).toFixed()).toBe("0.0147");
    expect(feePerShare("0.3", schedule("0.07", 3)).toFixed()).toBe("0.00064827");
    expect(feePerShare("0.2", schedule("0.03", 1.5)).toFixed()).toBe("0.00192");
    expect(feePerShare("0.3", schedule("0.03", 0.5)).toFixed(10)).toBe("0.0137477271");
    expect(feePerShare("0.3", schedule("0.03", 0)).toFixed()).toBe("0.03");
    expect(() => feePerShare("1.1", schedule("0.03"))).toThrow(TickSizeError);
  });
});

describe("builderFee", () => {
  it("is linear in the notional, to five decimals, ties up", () => {
    expect(builderFee({ notional: "100", bps: 100, role: "TAKER" }).toFixed()).toBe("1");
    expect(builderFee({ notional: "55", bps: "12.5", role: "TAKER" }).toFixed()).toBe("0.06875");
    expect(builderFee({ notional: "0.1", bps: "0.5", role: "MAKER" }).toFixed()).toBe("0.00001");
    expect(builderFee({ notional: "0.09", bps: "0.5", role: "MAKER" }).toFixed()).toBe("0");
  });

  it("refuses rates above the venue's caps", () => {
    expect(() => builderFee({ notional: "1", bps: "100.1", role: "TAKER" })).toThrow(InvalidOrderError);
    expect(() => builderFee({ notional: "1", bps: 51, role: "MAKER" })).toThrow(
      "A builder fee of 51 bps is outside 0 to 50, the cap for a maker.",
    );
    expect(() => builderFee({ notional: "1", bps: -1, role: "MAKER" })).toThrow(InvalidOrderError);
  });
});

describe("integerSqrt", () => {
  it("is the floor of the root", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 300n }), (value) => {
        const root = integerSqrt(value);
        expect(root * root <= value && (root + 1n) * (root + 1n) > value).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect([0n, 1n, 2n, 3n, 4n, 8n, 9n].map(integerSqrt)).toEqual([0n, 1n, 1n, 1n, 2n, 2n, 3n]);
  });
});
