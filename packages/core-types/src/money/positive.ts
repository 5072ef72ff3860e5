import { InvalidOrderError } from "../errors/trading.ts";
import { fromBaseUnits, toBaseUnits } from "./base-units.ts";
import type { DecimalInput } from "./decimal.ts";

/**
 * A positive amount in base units.
 *
 * @throws {InvalidOrderError} zero or less. @throws {InvalidDecimalError} not a decimal, or over six decimals.
 */
export function positiveUnits(value: DecimalInput, field: string): bigint {
  const units = toBaseUnits(value, field);
  if (units > 0n) return units;
  throw new InvalidOrderError({
    message: `${field} must be positive, not ${fromBaseUnits(units).toFixed()}.`,
    context: { field, value: fromBaseUnits(units).toFixed() },
  });
}
