import type { Side } from "../domain/orders.ts";
import { errorGuard } from "../errors/guard.ts";
import { InvalidOrderError } from "../errors/trading.ts";
import { InvalidDecimalError, InvalidTickSizeError, TickSizeError } from "../errors/validation.ts";
import { fromBaseUnits, toBaseUnits } from "./base-units.ts";
import type { DecimalInput } from "./decimal.ts";
import { limitAmountUnits, type OrderAmounts, quantumUnits } from "./scaled.ts";
import { type PriceUnitsError, priceUnits, type TickRule, type TickSize, tickRule } from "./tick.ts";

/**
 * Amounts of a limit order: pUSD = shares × price. On the grid the product is exact, so the price that is signed
 * is the price that was asked, to the last digit. Source: the venue's order rules, 2026-10.
 *
 * @throws {TickSizeError} price off the grid. @throws {InvalidOrderError} a size that is zero or has more than
 * the two decimals the venue trades. @throws {InvalidDecimalError} not a decimal.
 */
export function limitAmounts(order: {
  readonly side: Side;
  readonly price: DecimalInput;
  /** Shares. */
  readonly size: DecimalInput;
  readonly tickSize: TickSize;
}): OrderAmounts {
  const rule = tickRule(order.tickSize);
  const price = priceUnits(order.price, order.tickSize);
  const shares = sizeUnits(order.size, rule, "size");
  return limitAmountUnits(checkSide(order.side), price, shares, rule);
}

/**
 * A size or a pUSD amount in base units, when it is positive and has no more decimals than the venue takes.
 *
 * @throws {InvalidOrderError} otherwise: nothing is rounded silently. @throws {InvalidDecimalError} not a decimal,
 * or more than six decimals.
 */
export function sizeUnits(value: DecimalInput, rule: TickRule, field: string): bigint {
  const units = toBaseUnits(value, field);
  if (units > 0n && units % quantumUnits(rule.sizeDecimals) === 0n) return units;
  const shown = fromBaseUnits(units).toFixed();
  throw new InvalidOrderError({
    message: `${field} ${shown} must be positive with at most ${rule.sizeDecimals} decimals.`,
    action: "Round it first with roundSizeDown or roundSizeUp; nothing is rounded silently.",
    context: { field, value: shown, maxDecimals: rule.sizeDecimals },
  });
}

/** Guards callers without types: any other text would otherwise be taken for a SELL. */
export function checkSide(side: Side): Side {
  if (side === "BUY" || side === "SELL") return side;
  throw new InvalidOrderError({
    message: `side must be "BUY" or "SELL", not ${JSON.stringify(side)}.`,
    context: { field: "side", side },
  });
}

/** What `limitAmounts`, `marketAmounts` and `protectedMarketAmounts` throw. */
export type OrderAmountsError = PriceUnitsError | InvalidOrderError;

/** Guard of `OrderAmountsError`. */
export const isOrderAmountsError: (error: unknown) => error is OrderAmountsError = errorGuard(
  InvalidDecimalError,
  InvalidTickSizeError,
  TickSizeError,
  InvalidOrderError,
);
