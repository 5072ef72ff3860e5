import { InvalidDecimalError } from "../errors/validation.ts";
import { Decimal, type DecimalInput, decimal } from "./decimal.ts";

/** Decimals of pUSD and of every outcome token. */
export const BASE_UNIT_DECIMALS = 6;

/** Base units in one pUSD or one share. */
export const BASE_UNITS: bigint = 1_000_000n;

/**
 * The whole number of base units (10⁻⁶) in `value`.
 *
 * @throws {InvalidDecimalError} when `value` has more than six decimals, or is not a decimal.
 */
export function toBaseUnits(value: DecimalInput, field = "value"): bigint {
  const scaled = decimal(value, field).times(BASE_UNITS.toString());
  const text = scaled.toFixed();
  if (text.includes(".")) {
    throw new InvalidDecimalError({
      message: `${field} ${decimal(value, field).toFixed()} has more than ${BASE_UNIT_DECIMALS} decimals.`,
      action: `Give at most ${BASE_UNIT_DECIMALS} decimals; round explicitly before calling.`,
      context: { field, value: decimal(value, field).toFixed() },
    });
  }
  return BigInt(text);
}

/** The exact decimal value of `units` base units (10⁻⁶). */
export function fromBaseUnits(units: bigint): Decimal {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(BASE_UNIT_DECIMALS + 1, "0");
  const split = digits.length - BASE_UNIT_DECIMALS;
  return new Decimal(`${negative ? "-" : ""}${digits.slice(0, split)}.${digits.slice(split)}`);
}
