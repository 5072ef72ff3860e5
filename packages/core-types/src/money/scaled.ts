import type { Side } from "../domain/orders.ts";
import type { TickRule } from "./tick.ts";

// The hot path: amounts as bigints in base units (10⁻⁶), no parsing, no checks, no allocation but the result.

/** The two amounts of an order, in base units (10⁻⁶): BUY gives pUSD for shares, SELL the reverse. */
export type OrderAmounts = {
  readonly makerAmount: bigint;
  readonly takerAmount: bigint;
};

const UNITS = 1_000_000n;
const QUANTA = [1_000_000n, 100_000n, 10_000n, 1_000n, 100n, 10n, 1n] as const;

/** Base units in one step of `decimals` decimals (0 to 6). */
export function quantumUnits(decimals: number): bigint {
  return QUANTA[decimals] ?? 1n;
}

/** The largest multiple of `step` not above `units`, for `units` ≥ 0. */
export function floorUnits(units: bigint, step: bigint): bigint {
  return units - (units % step);
}

/** The smallest multiple of `step` not below `units`, for `units` ≥ 0. */
export function ceilUnits(units: bigint, step: bigint): bigint {
  return floorUnits(units + step - 1n, step);
}

/**
 * A limit order's amounts: pUSD = shares × price, floored to the amount decimals.
 *
 * @param price base units, on the grid. @param shares base units, on the size grid. Neither is checked here.
 */
export function limitAmountUnits(side: Side, price: bigint, shares: bigint, rule: TickRule): OrderAmounts {
  const quote = floorUnits((shares * price) / UNITS, quantumUnits(rule.amountDecimals));
  return side === "BUY"
    ? { makerAmount: quote, takerAmount: shares }
    : { makerAmount: shares, takerAmount: quote };
}

/**
 * A market order's amounts at the worst acceptable price: the computed side is floored to the amount decimals.
 *
 * @param amount BUY: pUSD to spend; SELL: shares to sell. Base units, not checked here.
 */
export function marketAmountUnits(side: Side, price: bigint, amount: bigint, rule: TickRule): OrderAmounts {
  const raw = side === "BUY" ? (amount * UNITS) / price : (amount * price) / UNITS;
  return { makerAmount: amount, takerAmount: floorUnits(raw, quantumUnits(rule.amountDecimals)) };
}

/**
 * A market order's amounts under a protection price: BUY floors the shares, so that the order still meets an ask
 * exactly at the bound; SELL raises the proceeds, so that the order never accepts less than the bound.
 *
 * @param amount BUY: pUSD to spend; SELL: shares to sell. Base units, not checked here.
 */
export function protectedAmountUnits(
  side: Side,
  price: bigint,
  amount: bigint,
  rule: TickRule,
): OrderAmounts {
  if (side === "BUY") return marketAmountUnits(side, price, amount, rule);
  const raw = (amount * price + UNITS - 1n) / UNITS;
  return { makerAmount: amount, takerAmount: ceilUnits(raw, quantumUnits(rule.amountDecimals)) };
}

/**
 * True when the signed amounts would let the order trade at a grid price worse than `price`: above it for a BUY,
 * below it for a SELL. Compared exactly, as the exchange contract does, by cross-multiplication.
 *
 * @param price base units, on the grid of `tick` base units.
 */
export function crossesPrice(side: Side, amounts: OrderAmounts, price: bigint, tick: bigint): boolean {
  const { makerAmount, takerAmount } = amounts;
  return side === "BUY"
    ? makerAmount * UNITS >= (price + tick) * takerAmount
    : takerAmount * UNITS <= (price - tick) * makerAmount;
}
