import type { FeeSchedule } from "../domain/market-rules.ts";
import { UnsupportedFeeError } from "../errors/market-data.ts";
import { integerSqrt } from "../money/integers.ts";

/** A fee schedule prepared for integer arithmetic: make it once per market, use it for every trade. */
export type FeeCurve = {
  readonly rateNumerator: bigint;
  readonly rateDenominator: bigint;
  /** Whole part of the exponent. */
  readonly power: number;
  /** True when the exponent has a half on top of `power`. */
  readonly half: boolean;
};

/** A fee before rounding: `floor(2 · fee)` in steps of 10⁻⁵ pUSD, and whether that lost anything. */
export type RawFee = { readonly twice: bigint; readonly exact: boolean };

/** The price scale: base units in 1. */
const ONE = 1_000_000n;
/** Fees are charged in steps of 10⁻⁵ pUSD. */
const STEPS = 100_000n;
const MAX_EXPONENT = 8;

/**
 * Prepares `C · rate · (p(1 − p))^exponent` for exact evaluation.
 *
 * @throws {UnsupportedFeeError} a negative rate, or an exponent that is not a multiple of ½ from 0 to 8.
 */
export function feeCurve(schedule: FeeSchedule): FeeCurve {
  const { rate, exponent } = schedule;
  const halves = exponent * 2;
  if (!Number.isInteger(halves) || halves < 0 || exponent > MAX_EXPONENT || rate.lt("0")) {
    throw new UnsupportedFeeError({
      message: `A fee of rate ${rate.toFixed()} and exponent ${exponent} cannot be computed exactly.`,
      context: { rate: rate.toFixed(), exponent },
    });
  }
  const [whole = "0", fraction = ""] = rate.toFixed().split(".");
  return {
    rateNumerator: BigInt(whole + fraction),
    rateDenominator: 10n ** BigInt(fraction.length),
    power: Math.floor(exponent),
    half: halves % 2 === 1,
  };
}

/**
 * The fee of `numerator / denominator` shares at `price` base units (0 to 10⁶), exactly, before rounding.
 *
 * Shares come as a fraction because a BUY of A pUSD is A ÷ p shares, which no decimal holds.
 */
export function rawFee(curve: FeeCurve, numerator: bigint, denominator: bigint, price: bigint): RawFee {
  const spread = price * (ONE - price);
  const scale = ONE * ONE;
  const top = 2n * numerator * curve.rateNumerator * spread ** BigInt(curve.power) * STEPS;
  const bottom = denominator * curve.rateDenominator * scale ** BigInt(curve.power);
  if (!curve.half) return { twice: top / bottom, exact: top % bottom === 0n };
  // √(p(1 − p)) is seldom rational: take the root of the square, which is.
  const squareTop = top * top * spread;
  const squareBottom = bottom * bottom * scale;
  const square = squareTop / squareBottom;
  const root = integerSqrt(square);
  return { twice: root, exact: root * root === square && squareTop % squareBottom === 0n };
}
