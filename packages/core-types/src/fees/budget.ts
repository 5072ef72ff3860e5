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
  const { price, step, curve, ...rest } = prepare(input);
  const best = input.bestPrice === undefined ? price : priceUnits(input.bestPrice, input.tickSize);
  const prices = curve === undefined ? [] : dearestPrices(curve, smaller(best, price), price);
  return fit({ price, step, ...rest }, (count) => {
    const amount = count * step;
    const fees = prices.map((at) => (curve === undefined ? 0n : takerFeeCeilingUnits(curve, amount, at, at)));
    return { amount, platform: fees.reduce(larger, 0n) };
  }).cost;
}

/**
 * The largest size (shares, two decimals) of a limit BUY whose total with both taker fees stays within `maxSpend`.
 *
 * @throws {InvalidOrderError} when not even 0.01 fits. @throws {TickSizeError} price off the grid.
 * @throws {UnsupportedFeeError} @throws {InvalidDecimalError}
 */
export function fitSizeToBudget(input: BudgetInput): BudgetFit & { readonly size: Decimal } {
  const { curve, ...rest } = prepare(input);
  const { count, cost } = fit(rest, (steps) => {
    const shares = steps * rest.step;
    return {
      amount: (shares * rest.price) / BASE_UNITS,
      platform: curve === undefined ? 0n : takerFeeCeilingUnits(curve, shares, rest.price),
    };
  });
  return { ...cost, size: fromBaseUnits(count * rest.step) };
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
  { max, price, step, rate }: Budget,
  measure: (count: bigint) => { readonly amount: bigint; readonly platform: bigint },
): { readonly count: bigint; readonly cost: BudgetFit } {
  const costOf = (count: bigint): Cost => {
    const { amount, platform } = measure(count);
    return { amount, platform, builder: builderFeeCeilingUnits(amount, rate) };
  };
  const count = largest((max * BASE_UNITS) / (step * price), (steps) => total(costOf(steps)) <= max);
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

/**
 * Prices from `best` to `price` among which a fixed amount pays the highest fee: both ends, and the peak of
 * `p^(e−1) · (1 − p)^e` at (e − 1) ÷ (2e − 1) between them.
 */
function dearestPrices(curve: FeeCurve, best: bigint, price: bigint): bigint[] {
  const halves = BigInt(curve.power) * 2n + (curve.half ? 1n : 0n);
  const ends = [best, price];
  if (halves <= 2n) return ends;
  const peak = ((halves - 2n) * BASE_UNITS) / (2n * halves - 2n);
  return [...ends, ...[peak, peak + 1n].filter((at) => at > best && at < price)];
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
