import { errorGuard } from "../errors/guard.ts";
import { InvalidDecimalError, InvalidTickSizeError, TickSizeError } from "../errors/validation.ts";
import { wholeBaseUnits } from "./base-units.ts";
import { type Decimal, type DecimalInput, decimal } from "./decimal.ts";

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

const RULES: ReadonlyMap<string, TickRule> = new Map<TickSize, TickRule>([
  ["0.1", { tick: 100_000n, priceDecimals: 1, sizeDecimals: 2, amountDecimals: 3 }],
  ["0.01", { tick: 10_000n, priceDecimals: 2, sizeDecimals: 2, amountDecimals: 4 }],
  ["0.005", { tick: 5_000n, priceDecimals: 3, sizeDecimals: 2, amountDecimals: 5 }],
  ["0.0025", { tick: 2_500n, priceDecimals: 4, sizeDecimals: 2, amountDecimals: 6 }],
  ["0.001", { tick: 1_000n, priceDecimals: 3, sizeDecimals: 2, amountDecimals: 5 }],
  ["0.0001", { tick: 100n, priceDecimals: 4, sizeDecimals: 2, amountDecimals: 6 }],
]);

const ONE = 1_000_000n;

/**
 * Reads a tick size as the venue sends it (a number or a string, such as `0.01`).
 *
 * The shortest decimal form of a JSON number is exact for every known tick.
 *
 * @throws {InvalidTickSizeError} for a size the venue does not know.
 */
export function parseTickSize(value: string | number | bigint): TickSize {
  const text = String(value);
  const trimmed = text.replace(/0+$/, "");
  const found = TICK_SIZES.find((size) => size === trimmed);
  if (found !== undefined) return found;
  throw unknownTick(text);
}

/**
 * The grid and rounding decimals of a tick size.
 *
 * @throws {InvalidTickSizeError} for a size the venue does not know (callers without types).
 */
export function tickRule(tickSize: TickSize): TickRule {
  const rule = RULES.get(tickSize);
  if (rule !== undefined) return rule;
  throw unknownTick(String(tickSize));
}

/** True when base units `price` lie on the grid of `rule` and within [tick, 1 − tick]. */
export function isValidPriceUnits(price: bigint, rule: TickRule): boolean {
  return price >= rule.tick && price <= ONE - rule.tick && price % rule.tick === 0n;
}

/**
 * True when `price` lies on the grid and within [tick, 1 − tick].
 *
 * @throws {InvalidDecimalError} when `price` is not a decimal at all.
 */
export function isValidPrice(price: DecimalInput, tickSize: TickSize): boolean {
  const units = wholeBaseUnits(price, "price");
  return units !== undefined && isValidPriceUnits(units, tickRule(tickSize));
}

/**
 * The price in base units, when it lies on the grid and within [tick, 1 − tick]. Nothing is ever rounded for the
 * caller.
 *
 * @throws {TickSizeError} otherwise. @throws {InvalidDecimalError} when `price` is not a decimal at all.
 */
export function priceUnits(price: DecimalInput, tickSize: TickSize): bigint {
  const units = wholeBaseUnits(price, "price");
  if (units !== undefined && isValidPriceUnits(units, tickRule(tickSize))) return units;
  throw offGrid(decimal(price), tickSize);
}

function offGrid(price: Decimal, tickSize: TickSize): TickSizeError {
  const shown = price.toFixed();
  const ticks = price.times((ONE / tickRule(tickSize).tick).toString());
  const neighbours = [ticks.round(0, 0), ticks.round(0, 0).plus("1")]
    .map((count) => count.times(tickSize).toFixed())
    .filter((grid) => isValidPrice(grid, tickSize));
  const advice =
    neighbours.length === 0
      ? `Choose a price from ${tickSize} to 1 − ${tickSize}`
      : `Use ${neighbours.join(" or ")}`;
  return new TickSizeError({
    message: `Price ${shown} is not on the grid of tick size ${tickSize}: multiples from ${tickSize} to 1 − ${tickSize}.`,
    action: `${advice}; roundPriceDown and roundPriceUp tell which way they round.`,
    context: { field: "price", price: shown, tickSize, neighbours },
  });
}

function unknownTick(text: string): InvalidTickSizeError {
  return new InvalidTickSizeError({
    message: `${text} is not a tick size; the venue uses ${TICK_SIZES.join(", ")}.`,
    action: "Take the tick size from the market's rules; it must not be guessed.",
    context: { field: "tickSize", tickSize: text },
  });
}

/** What `parseTickSize` and `tickRule` throw. */
export type TickRuleError = InvalidTickSizeError;

/** Guard of `TickRuleError`. */
export const isTickRuleError: (error: unknown) => error is TickRuleError = errorGuard(InvalidTickSizeError);

/** What `priceUnits` throws. */
export type PriceUnitsError = InvalidDecimalError | InvalidTickSizeError | TickSizeError;

/** Guard of `PriceUnitsError`. */
export const isPriceUnitsError: (error: unknown) => error is PriceUnitsError = errorGuard(
  InvalidDecimalError,
  InvalidTickSizeError,
  TickSizeError,
);
