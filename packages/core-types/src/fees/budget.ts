import type { FeeSchedule } from "../domain/market-rules.ts";
import { InvalidOrderError } from "../errors/trading.ts";
import type { InvalidTickSizeError } from "../errors/validation.ts";
import { BASE_UNITS, fromBaseUnits } from "../money/base-units.ts";
import type { Decimal, DecimalInput } from "../money/decimal.ts";
import { larger, smaller } from "../money/integers.ts";
import { positiveUnits } from "../money/positive.ts";
import { quantumUnits } from "../money/scaled.ts";
import { isTickRuleError, priceUnits, type TickSize, tickRule } from "../money/tick.ts";
import { builderFeeCeilingUnits, builderRate } from "./builder-fee.ts";
import { type FeeCurve, feeCurve } from "./curve.ts";
import { type FeeError, isFeeError, takerFeeCeilingUnits } from "./taker-fee.ts";

/** A BUY that must not cost more than `maxSpend` pUSD, everything included. */
export type BudgetInput = {
  readonly maxSpend: DecimalInput;
  /** pUSD per share, on the grid. */
  readonly price: DecimalInput;
  readonly tickSize: TickSize;
  readonly fees: FeeSchedule | undefined;
  /** The builder's taker rate in basis points; none by default. */
  readonly builderBps?: DecimalInput;
};

/** A market BUY spends its whole amount: filled below `price` it gets more shares, and pays more fee. */
export type AmountBudgetInput = BudgetInput & {
  /** The best price it may fill at: fees are then bounded over all prices from here to `price`. Default `price`. */
  readonly bestPrice?: DecimalInput;
};

/** What fits into a budget. Fees are rounded up, so the venue can only charge less. All pUSD. */
export type BudgetFit = {
  /** pUSD to spend before fees: the amount of a market BUY, or size × price of a limit BUY. */
  readonly amount: Decimal;
  readonly platformFee: Decimal;
  readonly builderFee: Decimal;
  /** amount + both fees: never above the budget. */
  readonly total: Decimal;
  readonly unspent: Decimal;
};

type Cost = { readonly amount: bigint; readonly platform: bigint; readonly builder: bigint };

/**
 * The largest pUSD amount (two decimals) of a market BUY whose total with both fees stays within `maxSpend`.
 *
 * @throws {InvalidOrderError} when not even 0.01 fits. @throws {TickSizeError} price off the grid.
 * @throws {UnsupportedFeeError} @throws {InvalidDecimalError}
 */
export function fitAmountToBudget(input: AmountBudgetInput): BudgetFit {
  const { curve, ...budget } = prepare(input);
  const { price, step } = budget;
  const best = input.bestPrice === undefined ? price : priceUnits(input.bestPrice, input.tickSize);
  const platformFee = curve === undefined ? noFee : dearestFee(curve, smaller(best, price), price);
  return fit(budget, (count) => ({ amount: count * step, platform: platformFee(count * step) })).cost;
}

/**
 * The largest size (shares, two decimals) of a limit BUY whose total with both taker fees stays within `maxSpend`.
 *
 * @throws {InvalidOrderError} when not even 0.01 fits. @throws {TickSizeError} price off the grid.
 * @throws {UnsupportedFeeError} @throws {InvalidDecimalError}
 */
export function fitSizeToBudget(input: BudgetInput): BudgetFit & { readonly size: Decimal } {
  const { curve, ...budget } = prepare(input);
  const { price, step } = budget;
  const platformFee =
    curve === undefined ? noFee : (shares: bigint) => takerFeeCeilingUnits(curve, shares, price);
  const { count, cost } = fit(budget, (steps) => {
    const shares = steps * step;
    return { amount: (shares * price) / BASE_UNITS, platform: platformFee(shares) };
  });
  return { ...cost, size: fromBaseUnits(count * step) };
}

type Budget = { readonly max: bigint; readonly price: bigint; readonly step: bigint; readonly rate: bigint };

function prepare(input: BudgetInput): Budget & { readonly curve: FeeCurve | undefined } {
  return {
    max: positiveUnits(input.maxSpend, "maxSpend"),
    price: priceUnits(input.price, input.tickSize),
    step: quantumUnits(tickRule(input.tickSize).sizeDecimals),
    rate: builderRate(input.builderBps ?? 0, "TAKER"),
    curve: input.fees === undefined ? undefined : feeCurve(input.fees),
  };
}

function fit(
  { max, price, rate }: Budget,
  measure: (count: bigint) => { readonly amount: bigint; readonly platform: bigint },
): { readonly count: bigint; readonly cost: BudgetFit } {
  const costOf = (count: bigint): Cost => {
    const { amount, platform } = measure(count);
    return { amount, platform, builder: builderFeeCeilingUnits(amount, rate) };
  };
  // A step costs at least one base unit, so `max` of them are never too few to look at.
  const count = largest(max, (steps) => total(costOf(steps)) <= max);
  if (count === 0n) throw tooSmall(max, price);
  const cost = costOf(count);
  return {
    count,
    cost: {
      amount: fromBaseUnits(cost.amount),
      platformFee: fromBaseUnits(cost.platform),
      builderFee: fromBaseUnits(cost.builder),
      total: fromBaseUnits(total(cost)),
      unspent: fromBaseUnits(max - total(cost)),
    },
  };
}

const noFee = (): bigint => 0n;

/**
 * The highest fee that a fixed amount can pay when it fills anywhere from `best` to `price`: at one of both ends, or at
 * the peak of `p^(e−1) · (1 − p)^e` between them, which lies at (e − 1) ÷ (2e − 1).
 */
function dearestFee(curve: FeeCurve, best: bigint, price: bigint): (amount: bigint) => bigint {
  const halves = BigInt(curve.power) * 2n + (curve.half ? 1n : 0n);
  const peak = halves > 2n ? ((halves - 2n) * BASE_UNITS) / (2n * halves - 2n) : best;
  const prices = peak > best && peak < price ? [best, peak, price] : [best, price];
  return (amount) => prices.map((at) => takerFeeCeilingUnits(curve, amount, at, at)).reduce(larger);
}

function tooSmall(max: bigint, price: bigint): InvalidOrderError {
  const budget = fromBaseUnits(max).toFixed();
  const at = fromBaseUnits(price).toFixed();
  return new InvalidOrderError({
    message: `A budget of ${budget} pUSD is too small for any order at ${at} with its fees.`,
    action: "Raise maxSpend.",
    context: { field: "maxSpend", maxSpend: budget, price: at },
  });
}

function total(cost: Cost): bigint {
  return cost.amount + cost.platform + cost.builder;
}

/** The largest count up to `limit` that `fits`, given that everything below one that fits does too. */
function largest(limit: bigint, fits: (count: bigint) => boolean): bigint {
  let low = 0n;
  let high = limit + 1n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** What `fitAmountToBudget` and `fitSizeToBudget` throw. */
export type FitBudgetError = FeeError | InvalidTickSizeError;

/** Guard of `FitBudgetError`. */
export const isFitBudgetError: (error: unknown) => error is FitBudgetError = (
  error,
): error is FitBudgetError => isFeeError(error) || isTickRuleError(error);
