import { InvalidOrderError } from "../errors/trading.ts";
import { fromBaseUnits, toBaseUnits } from "../money/base-units.ts";
import { Decimal, type DecimalInput, decimal } from "../money/decimal.ts";
import { MIN_FEE_UNITS } from "./taker-fee.ts";

/** Which side of a match an order was on. */
export type Role = "TAKER" | "MAKER";

/** The most a builder may charge, in basis points of the notional. Source: the venue's fee page, 2026-10. */
export const BUILDER_FEE_CAPS_BPS = { TAKER: 100, MAKER: 50 } as const;

/** A builder's rate as a fraction of the notional over this: millionths of a basis point. */
const RATE_SCALE = 10_000_000_000n;

/**
 * A builder's fee: `notional · bps / 10 000` pUSD, rounded to 5 decimals, ties up.
 *
 * @param fee.notional pUSD traded, before any fee.
 * @throws {InvalidOrderError} bps negative or above the venue's cap for the role.
 * @throws {InvalidDecimalError} not a decimal.
 */
export function builderFee(fee: {
  readonly notional: DecimalInput;
  readonly bps: DecimalInput;
  readonly role: Role;
}): Decimal {
  const rate = builderRate(fee.bps, fee.role);
  const exact = decimal(fee.notional, "notional").times(rate.toString()).times("0.0000000001");
  return new Decimal(exact.round(5, 1));
}

/**
 * A builder's rate in millionths of a basis point, checked against the cap of `role`.
 *
 * @throws {InvalidOrderError} negative or above the cap. @throws {InvalidDecimalError} not a decimal.
 */
export function builderRate(bps: DecimalInput, role: Role): bigint {
  const rate = toBaseUnits(bps, "builderBps");
  const cap = BUILDER_FEE_CAPS_BPS[role];
  if (rate >= 0n && rate <= BigInt(cap) * 1_000_000n) return rate;
  throw new InvalidOrderError({
    message: `A builder fee of ${fromBaseUnits(rate).toFixed()} bps is outside 0 to ${cap}, the cap for a ${role.toLowerCase()}.`,
    action: "Use the rate the venue lists for the builder code.",
    context: { field: "builderBps", role, cap },
  });
}

/** A builder's fee on `notional` base units, rounded up to 5 decimals: base units, for budgets. */
export function builderFeeCeilingUnits(notional: bigint, rate: bigint): bigint {
  const step = RATE_SCALE * MIN_FEE_UNITS;
  return ((notional * rate + step - 1n) / step) * MIN_FEE_UNITS;
}
