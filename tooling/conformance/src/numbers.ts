import { Decimal, type DecimalInput, decimal, type TickSize, tickRule, toBaseUnits } from "@pm/core-types";

// Official clients round what they are given; this library refuses. So that both can be compared, the vectors' own
// numbers are rounded here first, exactly and by the documented rule.

const DOWN = 0;
const HALF_UP = 1;

/**
 * A number or text of a vector as the decimal it stands for: a number is its shortest form, also where that is the trace
 * of floating point (`0.1 + 0.2`) or has an exponent, which the library itself refuses. It is rounded explicitly before it
 * is used.
 */
export function read(value: number | string): Decimal {
  const text = String(value);
  return NUMBER.test(text) ? new Decimal(text) : decimal(value);
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d{1,2})?$/;

/** A size or amount floored to the size decimals, in base units. */
export function flooredSize(value: number | string, tickSize: TickSize): bigint {
  return units(read(value).round(tickRule(tickSize).sizeDecimals, DOWN));
}

/** A market order's price floored to the price decimals, in base units. */
export function flooredPrice(value: number | string, tickSize: TickSize): bigint {
  return units(read(value).round(tickRule(tickSize).priceDecimals, DOWN));
}

/** A limit price rounded to the nearest of its price decimals, in base units. */
export function nearestPrice(value: number | string, tickSize: TickSize): bigint {
  return units(read(value).round(tickRule(tickSize).priceDecimals, HALF_UP));
}

function units(value: DecimalInput): bigint {
  return toBaseUnits(new Decimal(decimal(value)));
}
