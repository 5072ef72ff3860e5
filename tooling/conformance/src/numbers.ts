import {
  Decimal,
  type DecimalInput,
  decimal,
  decimalFromNumber,
  type TickSize,
  tickRule,
  toBaseUnits,
} from "@pm/core-types";

// Official clients round what they are given; this library refuses. So that both can be compared, the vectors' own
// numbers are rounded here first, exactly and by the documented rule.

const DOWN = 0;
const HALF_UP = 1;

/** A number or text of a vector as the decimal it stands for. */
export function read(value: number | string): Decimal {
  return typeof value === "number" ? decimalFromNumber(value) : decimal(value);
}

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
