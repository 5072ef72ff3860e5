import { InvalidTickSizeError, TickSizeError } from "../errors/validation.ts";
import { type DecimalInput, decimal } from "./decimal.ts";

/** Every tick size the venue knows, coarse to fine. Not all are powers of ten. */
export const TICK_SIZES = ["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"] as const;

/** The smallest price step of a market, in pUSD per share. */
export type TickSize = (typeof TICK_SIZES)[number];

/** How prices, sizes and quote amounts are rounded on a grid (decimals). Source: the venue's order rules, 2026-10. */
export type TickRule = {
  /** The tick in base units. */
  readonly tick: bigint;
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
  readonly amountDecimals: number;
};

const RULES: Readonly<Record<TickSize, TickRule>> = {
  "0.1": { tick: 100_000n, priceDecimals: 1, sizeDecimals: 2, amountDecimals: 3 },
  "0.01": { tick: 10_000n, priceDecimals: 2, sizeDecimals: 2, amountDecimals: 4 },
  "0.005": { tick: 5_000n, priceDecimals: 3, sizeDecimals: 2, amountDecimals: 5 },
  "0.0025": { tick: 2_500n, priceDecimals: 4, sizeDecimals: 2, amountDecimals: 6 },
  "0.001": { tick: 1_000n, priceDecimals: 3, sizeDecimals: 2, amountDecimals: 5 },
  "0.0001": { tick: 100n, priceDecimals: 4, sizeDecimals: 2, amountDecimals: 6 },
};

/**
 * Reads a tick size as the venue sends it (a number or a string, such as `0.01`).
 *
 * @throws {InvalidTickSizeError} for a size the venue does not know.
 */
export function parseTickSize(value: string | number | bigint): TickSize {
  const text = typeof value === "number" ? shortest(value) : value.toString();
  const trimmed = text.includes(".") ? text.replace(/0+$/, "") : text;
  const found = TICK_SIZES.find((size) => size === trimmed);
  if (found !== undefined) return found;
  throw new InvalidTickSizeError({
    message: `${text} is not a tick size; the venue uses ${TICK_SIZES.join(", ")}.`,
    context: { tickSize: text },
  });
}

/** The grid and rounding decimals of a tick size. */
export function tickRule(tickSize: TickSize): TickRule {
  return RULES[tickSize];
}

/** True when `price` lies on the grid and within [tick, 1 − tick]. */
export function isValidPrice(price: DecimalInput, tickSize: TickSize): boolean {
  const { tick } = RULES[tickSize];
  const scaled = decimal(price, "price").times("1000000").toFixed();
  if (scaled.includes(".")) return false;
  const units = BigInt(scaled);
  return units >= tick && units <= 1_000_000n - tick && units % tick === 0n;
}

/**
 * The price in base units, when it lies on the grid and within [tick, 1 − tick].
 *
 * @throws {TickSizeError} otherwise. Nothing is ever rounded for the caller.
 */
export function priceUnits(price: DecimalInput, tickSize: TickSize): bigint {
  const value = decimal(price, "price");
  if (isValidPrice(value, tickSize)) return BigInt(value.times("1000000").toFixed());
  throw new TickSizeError({
    message: `Price ${value.toFixed()} is not on the grid of tick size ${tickSize}: multiples from ${tickSize} to 1 − ${tickSize}.`,
    context: { price: value.toFixed(), tickSize },
  });
}

/** The venue sends ticks as JSON numbers; their shortest decimal form is exact for every known tick. */
function shortest(value: number): string {
  return value === 0.0001 ? "0.0001" : String(value);
}
