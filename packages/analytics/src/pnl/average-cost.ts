import { Decimal, type Side } from "@pm/core-types";

const ZERO = new Decimal("0");

/** What is held of one token and what it cost. Negative size: more was sold than these fills bought. */
export type PositionCost = {
  /** Shares. */
  readonly size: Decimal;
  /** pUSD paid for the shares held; negative for a short size (pUSD received). */
  readonly cost: Decimal;
};

/** The effect of one execution on a position. */
export type LotChange = {
  readonly position: PositionCost;
  /** pUSD gained or lost on the shares this execution closed, before fees. */
  readonly realized: Decimal;
};

/** A position before its first fill. */
export const openPosition: PositionCost = { size: ZERO, cost: ZERO };

/**
 * Applies one execution under the average-cost rule.
 *
 * Shares that reduce the position realise price minus average cost; shares beyond it open the other way at
 * the execution's price. An average that does not end in decimal is cut at 40 digits, and what was not booked
 * stays in the position's cost: realized plus remaining cost always equals the cash that moved, to the digit.
 */
export function applyExecution(
  position: PositionCost,
  execution: { readonly side: Side; readonly price: Decimal; readonly size: Decimal },
): LotChange {
  const signed = execution.side === "BUY" ? execution.size : execution.size.times("-1");
  if (position.size.eq(ZERO) || position.size.gt(ZERO) === signed.gt(ZERO)) {
    return {
      position: { size: position.size.plus(signed), cost: position.cost.plus(signed.times(execution.price)) },
      realized: ZERO,
    };
  }
  const closing = signed.abs().gt(position.size.abs()) ? position.size.times("-1") : signed;
  const released = closing.abs().eq(position.size.abs())
    ? position.cost
    : position.cost.times(closing.abs()).div(position.size.abs());
  const closed = {
    position: { size: position.size.plus(closing), cost: position.cost.minus(released) },
    realized: closing.times("-1").times(execution.price).minus(released),
  };
  const opening = signed.minus(closing);
  if (opening.eq(ZERO)) return closed;
  return {
    position: { size: opening, cost: opening.times(execution.price) },
    realized: closed.realized,
  };
}
