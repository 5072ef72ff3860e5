import type { Side } from "../domain/orders.ts";
import { checkSide, sizeUnits } from "./amounts.ts";
import type { DecimalInput } from "./decimal.ts";
import { marketAmountUnits, type OrderAmounts, protectedAmountUnits } from "./scaled.ts";
import { priceUnits, type TickRule, type TickSize, tickRule } from "./tick.ts";

/** A market order before its amounts are known. */
export type MarketOrderInput = {
  readonly side: Side;
  /** BUY: pUSD to spend before fees. SELL: shares to sell. At most two decimals. */
  readonly amount: DecimalInput;
  /** The worst price to trade at, pUSD per share, on the grid. */
  readonly price: DecimalInput;
  readonly tickSize: TickSize;
};

/**
 * Amounts of a market order (FOK, FAK): a BUY spends `amount` pUSD for amount ÷ price shares, a SELL gives `amount`
 * shares for amount × price pUSD; the computed side is floored to the tick's amount decimals.
 *
 * Source: the venue's order rules, 2026-10; the floor is what its clients sign. The result never trades at a grid
 * price worse than `price`.
 *
 * @throws {TickSizeError} price off the grid. @throws {InvalidOrderError} an amount that is not positive or has more
 * than two decimals. @throws {InvalidDecimalError} not a decimal.
 */
export function marketAmounts(order: MarketOrderInput): OrderAmounts {
  return amountsBy(marketAmountUnits, order);
}

/**
 * Amounts of a market order under a protection price (`maxPrice` of a BUY, `minPrice` of a SELL): a BUY floors the
 * shares, so that it still meets an ask exactly at the bound, and a SELL raises the pUSD asked, so that it never
 * accepts less. Never trades at a grid price beyond the protection.
 *
 * @throws {TickSizeError} price off the grid. @throws {InvalidOrderError} an amount that is not positive or has more
 * than two decimals. @throws {InvalidDecimalError} not a decimal.
 */
export function protectedMarketAmounts(order: MarketOrderInput): OrderAmounts {
  return amountsBy(protectedAmountUnits, order);
}

function amountsBy(
  rounding: (side: Side, price: bigint, amount: bigint, rule: TickRule) => OrderAmounts,
  order: MarketOrderInput,
): OrderAmounts {
  const side = checkSide(order.side);
  const rule = tickRule(order.tickSize);
  const price = priceUnits(order.price, order.tickSize);
  return rounding(side, price, sizeUnits(order.amount, rule, "amount"), rule);
}
