import type { FeeSchedule } from "../domain/market-rules.ts";
import { errorGuard } from "../errors/guard.ts";
import { UnsupportedFeeError } from "../errors/market-data.ts";
import { InvalidOrderError } from "../errors/trading.ts";
import { InvalidDecimalError, TickSizeError } from "../errors/validation.ts";
import { fromBaseUnits, toBaseUnits } from "../money/base-units.ts";
import type { Decimal, DecimalInput } from "../money/decimal.ts";
import { positiveUnits } from "../money/positive.ts";
import { type FeeCurve, feeCurve, rawFee } from "./curve.ts";

/** The smallest fee the venue charges, in base units: 0.00001 pUSD. Less than that is nothing. */
export const MIN_FEE_UNITS: bigint = 10n;

/** A fill to price: `shares` at `price` pUSD each, in a market that charges `fees` (undefined: none). */
export type FeeInput = {
  readonly shares: DecimalInput;
  readonly price: DecimalInput;
  readonly fees: FeeSchedule | undefined;
};

/**
 * The platform fee of a taker: `C · rate · (p(1 − p))^exponent` pUSD, rounded to 5 decimals; makers pay nothing.
 *
 * The venue does not document its ties: here they go up, so an estimate is never below the charge by a tie. Anything
 * under 0.00001 is zero. Source: the venue's fee page, 2026-10.
 *
 * @throws {UnsupportedFeeError} a schedule that cannot be computed. @throws {InvalidOrderError} shares not positive.
 * @throws {TickSizeError} a price outside [0, 1]. @throws {InvalidDecimalError} not a decimal of six decimals.
 */
export function takerFee(input: FeeInput): Decimal {
  return feeBy(takerFeeUnits, input);
}

/**
 * The most the venue can charge for a fill: as `takerFee`, rounded up. For reservations and budgets.
 *
 * @throws {UnsupportedFeeError} a schedule that cannot be computed. @throws {InvalidOrderError} shares not positive.
 * @throws {TickSizeError} a price outside [0, 1]. @throws {InvalidDecimalError} not a decimal of six decimals.
 */
export function takerFeeCeiling(input: FeeInput): Decimal {
  return feeBy(takerFeeCeilingUnits, input);
}

/** `takerFee` in base units, for hot use: `shares` and `price` in base units, unchecked. */
export function takerFeeUnits(curve: FeeCurve, shares: bigint, price: bigint): bigint {
  const { twice } = rawFee(curve, shares, 1_000_000n, price);
  return twice < 2n ? 0n : ((twice + 1n) / 2n) * MIN_FEE_UNITS;
}

/** `takerFeeCeiling` in base units, for hot use. The shares may be a fraction of base units over `denominator`. */
export function takerFeeCeilingUnits(
  curve: FeeCurve,
  shares: bigint,
  price: bigint,
  denominator = 1_000_000n,
): bigint {
  const { twice, exact } = rawFee(curve, shares, denominator, price);
  const whole = twice / 2n;
  return (exact && twice % 2n === 0n ? whole : whole + 1n) * MIN_FEE_UNITS;
}

/**
 * A price a fill can have, in base units: from 0 to 1.
 *
 * @throws {TickSizeError} otherwise. @throws {InvalidDecimalError} not a decimal of six decimals.
 */
export function fillPriceUnits(price: DecimalInput): bigint {
  const units = toBaseUnits(price, "price");
  if (units >= 0n && units <= 1_000_000n) return units;
  const shown = fromBaseUnits(units).toFixed();
  throw new TickSizeError({
    message: `price ${shown} is outside 0 to 1 pUSD per share.`,
    action: "Give the price of one share in pUSD.",
    context: { field: "price", price: shown },
  });
}

function feeBy(
  rounding: (curve: FeeCurve, shares: bigint, price: bigint) => bigint,
  input: FeeInput,
): Decimal {
  const shares = positiveUnits(input.shares, "shares");
  const price = fillPriceUnits(input.price);
  return fromBaseUnits(input.fees === undefined ? 0n : rounding(feeCurve(input.fees), shares, price));
}

/** What `takerFee`, `takerFeeCeiling`, `builderFee`, `tradeCost` and the profit functions throw. */
export type FeeError = InvalidDecimalError | InvalidOrderError | TickSizeError | UnsupportedFeeError;

/** Guard of `FeeError`. */
export const isFeeError: (error: unknown) => error is FeeError = errorGuard(
  InvalidDecimalError,
  InvalidOrderError,
  TickSizeError,
  UnsupportedFeeError,
);
