import { InvalidDecimalError } from "../errors/validation.ts";
import { Decimal, type DecimalInput, decimal } from "./decimal.ts";
import { quickUnits } from "./quick-units.ts";

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
  const units = wholeBaseUnits(value, field);
  if (units !== undefined) return units;
  const shown = decimal(value, field).toFixed();
  throw new InvalidDecimalError({
    message: `${field} ${shown} has more than ${BASE_UNIT_DECIMALS} decimals.`,
    action: `Give at most ${BASE_UNIT_DECIMALS} decimals; round explicitly before calling.`,
    context: { field, value: shown },
  });
}

/**
 * The base units in `value`, undefined when it has more than six decimals.
 *
 * @throws {InvalidDecimalError} when `value` is not a decimal.
 */
export function wholeBaseUnits(value: DecimalInput, field = "value"): bigint | undefined {
  if (typeof value === "string") {
    const quick = quickUnits(value);
    if (quick !== undefined) return quick;
  }
  const text = decimal(value, field).times("1000000").toFixed();
  return text.includes(".") ? undefined : BigInt(text);
}

/** The exact decimal value of `units` base units (10⁻⁶). */
export function fromBaseUnits(units: bigint): Decimal {
  return new Decimal(formatBaseUnits(units));
}

/** `units` base units (10⁻⁶) as plain text with six decimals, such as `"0.550000"`. */
export function formatBaseUnits(units: bigint): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(BASE_UNIT_DECIMALS + 1, "0");
  const split = digits.length - BASE_UNIT_DECIMALS;
  return `${negative ? "-" : ""}${digits.slice(0, split)}.${digits.slice(split)}`;
}
