import { toBaseUnits } from "@pm/core-types";
import type { FeeTerms } from "./types.ts";

/** Fees count in steps of five decimals: 0.00001 pUSD. */
const STEP = 10;
const STEP_BIG = 10n;

/** A schedule ready to be applied: the rate in millionths. */
export type FeeRule = { readonly rate: bigint; readonly exponent: bigint };

/** Reads a schedule. Undefined when nothing is charged. */
export function feeRule(terms: FeeTerms | undefined): FeeRule | undefined {
  if (terms === undefined) return undefined;
  const rate = toBaseUnits(terms.rate, "fees.rate");
  return rate === 0n ? undefined : { rate, exponent: BigInt(terms.exponent) };
}

/**
 * `shares · rate · (p(1 − p))^exponent` in base units of pUSD, rounded to five decimals, halves up.
 *
 * @param price in ten-thousandths.
 */
export function platformFee(rule: FeeRule | undefined, shares: number, price: number): number {
  if (rule === undefined) return 0;
  const curve = BigInt(price) * BigInt(10_000 - price);
  const numerator = BigInt(shares) * rule.rate * curve ** rule.exponent;
  const denominator = 1_000_000n * 100_000_000n ** rule.exponent * STEP_BIG;
  return Number((2n * numerator + denominator) / (2n * denominator)) * STEP;
}

/** `usd · bps / 10 000`, cut to five decimals. */
export function builderFee(bps: number, usd: number): number {
  if (bps === 0) return 0;
  return Number((BigInt(usd) * BigInt(bps)) / 100_000n) * STEP;
}
