import type { Side } from "../domain/orders.ts";
import { InvalidOrderError } from "../errors/trading.ts";
import { toBaseUnits } from "./base-units.ts";
import type { DecimalInput } from "./decimal.ts";
import { priceUnits, type TickSize, tickRule } from "./tick.ts";

/** The two amounts of an order, in base units (10⁻⁶): BUY gives pUSD for shares, SELL the reverse. */
export type OrderAmounts = {
  readonly makerAmount: bigint;
  readonly takerAmount: bigint;
};

/** Base units in one step of `decimals` decimals. */
function quantum(decimals: number): bigint {
  return 10n ** BigInt(6 - decimals);
}

function floorTo(units: bigint, decimals: number): bigint {
  const step = quantum(decimals);
  return units - (units % step);
}

/**
 * Amounts of a limit order: shares floored to the size decimals, pUSD = shares × price floored to the amount
 * decimals of the tick. Exact; equal to the venue's rule without its binary noise.
 *
 * @throws {TickSizeError} price off the grid. @throws {InvalidOrderError} a size that is zero or has more than
 * the two decimals the venue trades.
 */
export function limitAmounts(order: {
  readonly side: Side;
  readonly price: DecimalInput;
  readonly size: DecimalInput;
  readonly tickSize: TickSize;
}): OrderAmounts {
  const rule = tickRule(order.tickSize);
  const price = priceUnits(order.price, order.tickSize);
  const shares = toBaseUnits(order.size, "size");
  if (shares <= 0n || shares % quantum(rule.sizeDecimals) !== 0n) {
    throw new InvalidOrderError({
      message: `size ${String(order.size)} must be positive with at most ${rule.sizeDecimals} decimals.`,
      action: "Round the size explicitly before ordering; nothing is rounded silently.",
      context: { size: String(order.size) },
      outcome: "not-sent",
    });
  }
  const quote = floorTo((shares * price) / 1_000_000n, rule.amountDecimals);
  return order.side === "BUY"
    ? { makerAmount: quote, takerAmount: shares }
    : { makerAmount: shares, takerAmount: quote };
}
