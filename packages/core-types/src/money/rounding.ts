import type { Side } from "../domain/orders.ts";
import { InvalidOrderError } from "../errors/trading.ts";
import { TickSizeError } from "../errors/validation.ts";
import { checkSide, isOrderAmountsError, type OrderAmountsError } from "./amounts.ts";
import { BASE_UNITS, fromBaseUnits } from "./base-units.ts";
import { type Decimal, type DecimalInput, decimal } from "./decimal.ts";
import { quantumUnits } from "./scaled.ts";
import { type TickSize, tickRule } from "./tick.ts";

/** A rounded value that tells what was done to it. */
export type Rounded = {
  readonly value: Decimal;
  /** The same value in base units (10⁻⁶). */
  readonly units: bigint;
  /** `"none"` when the input was on the grid already. */
  readonly rounded: "down" | "up" | "none";
  /** `value` − input: what the rounding added; negative when it took away. */
  readonly change: Decimal;
};

type Direction = "down" | "up" | "nearest";

/**
 * The highest grid price not above `price`.
 *
 * @throws {TickSizeError} when `price` is not within (0, 1) or no grid price lies below it.
 * @throws {InvalidDecimalError} not a decimal.
 */
export function roundPriceDown(price: DecimalInput, tickSize: TickSize): Rounded {
  return roundPrice(price, tickSize, "down");
}

/**
 * The lowest grid price not below `price`.
 *
 * @throws {TickSizeError} when `price` is not within (0, 1) or no grid price lies above it.
 * @throws {InvalidDecimalError} not a decimal.
 */
export function roundPriceUp(price: DecimalInput, tickSize: TickSize): Rounded {
  return roundPrice(price, tickSize, "up");
}

/**
 * The grid price nearest to `price`; from the middle of two it goes up.
 *
 * @throws {TickSizeError} when `price` is not within (0, 1) or its nearest grid price would be 0 or 1.
 * @throws {InvalidDecimalError} not a decimal.
 */
export function roundPriceNearest(price: DecimalInput, tickSize: TickSize): Rounded {
  return roundPrice(price, tickSize, "nearest");
}

/**
 * The grid price that never costs more than was asked: down for a BUY, up for a SELL.
 *
 * @throws {TickSizeError} when `price` is not within (0, 1) or there is no such grid price.
 * @throws {InvalidOrderError} a side that is neither. @throws {InvalidDecimalError} not a decimal.
 */
export function roundPriceForSide(price: DecimalInput, side: Side, tickSize: TickSize): Rounded {
  return roundPrice(price, tickSize, checkSide(side) === "BUY" ? "down" : "up");
}

/**
 * The largest size (shares) or pUSD amount not above `size` that the venue takes: two decimals.
 *
 * @throws {InvalidOrderError} when nothing is left. @throws {InvalidDecimalError} not a decimal.
 */
export function roundSizeDown(size: DecimalInput, tickSize: TickSize): Rounded {
  return roundSize(size, tickSize, "down");
}

/**
 * The smallest size (shares) or pUSD amount not below `size` that the venue takes: two decimals.
 *
 * @throws {InvalidOrderError} when `size` is not positive. @throws {InvalidDecimalError} not a decimal.
 */
export function roundSizeUp(size: DecimalInput, tickSize: TickSize): Rounded {
  return roundSize(size, tickSize, "up");
}

function roundPrice(input: DecimalInput, tickSize: TickSize, direction: Direction): Rounded {
  const { tick } = tickRule(tickSize);
  const price = decimal(input, "price");
  const result = toGrid(price, tick, direction);
  if (result.units >= tick && result.units <= BASE_UNITS - tick) return result;
  throw new TickSizeError({
    message: `Price ${price.toFixed()} rounded ${direction} leaves the range ${tickSize} to 1 − ${tickSize}.`,
    action: `Choose a price from ${tickSize} to 1 − ${tickSize}.`,
    context: { field: "price", price: price.toFixed(), tickSize, direction },
  });
}

function roundSize(input: DecimalInput, tickSize: TickSize, direction: Direction): Rounded {
  const step = quantumUnits(tickRule(tickSize).sizeDecimals);
  const size = decimal(input, "size");
  const result = toGrid(size, step, direction);
  if (result.units > 0n) return result;
  throw new InvalidOrderError({
    message: `size ${size.toFixed()} rounded ${direction} is ${result.value.toFixed()}: nothing is left to order.`,
    action: `Order at least ${fromBaseUnits(step).toFixed()}.`,
    context: { field: "size", value: size.toFixed(), direction },
  });
}

function toGrid(input: Decimal, step: bigint, direction: Direction): Rounded {
  // Every step divides one whole unit, so this multiplies and never divides: exact for any input.
  const steps = input.times((BASE_UNITS / step).toString());
  const mode = { down: 0, nearest: 1, up: 3 } as const;
  const units = BigInt(steps.round(0, mode[direction]).toFixed()) * step;
  const value = fromBaseUnits(units);
  const change = value.minus(input);
  const rounded = change.eq("0") ? "none" : change.lt("0") ? "down" : "up";
  return { value, units, rounded, change };
}

/** What `roundPriceDown`, `roundPriceUp`, `roundPriceNearest`, `roundPriceForSide`, `roundSizeDown` and `roundSizeUp` throw. */
export type RoundingError = OrderAmountsError;

/** Guard of `RoundingError`. */
export const isRoundingError: (error: unknown) => error is RoundingError = isOrderAmountsError;
