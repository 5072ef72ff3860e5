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

const QUICK_LENGTH = 16;
const QUICK_WHOLE_DIGITS = 9;
const DOT = 46;
const ZERO = 48;

/**
 * Short unsigned decimals (below 10⁹) without a `Decimal`, in integers that a double holds exactly.
 * Undefined sends anything unusual, also anything wrong, to the parser that explains.
 */
function quickUnits(text: string): bigint | undefined {
  if (text.length > QUICK_LENGTH) return undefined;
  let units = 0;
  let whole = 0;
  let decimals = -1;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOT) {
      if (decimals >= 0) return undefined;
      decimals = 0;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    if (decimals < 0) whole++;
    else if (++decimals > BASE_UNIT_DECIMALS) {
      if (digit !== 0) return undefined;
      decimals = BASE_UNIT_DECIMALS;
      continue;
    }
    units = units * 10 + digit;
  }
  if (whole === 0 || whole > QUICK_WHOLE_DIGITS) return undefined;
  for (let place = Math.max(decimals, 0); place < BASE_UNIT_DECIMALS; place++) units *= 10;
  return BigInt(units);
}
