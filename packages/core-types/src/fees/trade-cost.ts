import type { FeeSchedule } from "../domain/market-rules.ts";
import type { Side } from "../domain/orders.ts";
import { checkSide } from "../money/amounts.ts";
import { fromBaseUnits } from "../money/base-units.ts";
import { Decimal, type DecimalInput } from "../money/decimal.ts";
import { positiveUnits } from "../money/positive.ts";
import { builderFee, type Role } from "./builder-fee.ts";
import { fillPriceUnits, takerFee } from "./taker-fee.ts";

/** One trade: `shares` at `price` pUSD each. */
export type TradeInput = {
  readonly side: Side;
  readonly shares: DecimalInput;
  readonly price: DecimalInput;
  readonly role: Role;
  readonly fees: FeeSchedule | undefined;
  /** The builder's rate for `role` in basis points; none by default. */
  readonly builderBps?: DecimalInput;
};

/** What a trade moves, in pUSD. */
export type TradeCost = {
  /** shares × price. */
  readonly notional: Decimal;
  /** Zero for makers, unless the schedule is not taker-only. */
  readonly platformFee: Decimal;
  readonly builderFee: Decimal;
  /** Both fees. */
  readonly fees: Decimal;
  /** BUY: what is paid, fees on top. SELL: what is received, fees taken off. */
  readonly net: Decimal;
};

/**
 * Cost of a BUY or proceeds of a SELL, after fees.
 *
 * @throws {UnsupportedFeeError} a schedule that cannot be computed. @throws {TickSizeError} a price outside [0, 1].
 * @throws {InvalidOrderError} shares not positive, or a builder rate above its cap.
 * @throws {InvalidDecimalError} not a decimal of six decimals.
 */
export function tradeCost(trade: TradeInput): TradeCost {
  const shares = fromBaseUnits(positiveUnits(trade.shares, "shares"));
  const price = fromBaseUnits(fillPriceUnits(trade.price));
  const notional = new Decimal(shares.times(price));
  const free = trade.role === "MAKER" && trade.fees?.takerOnly !== false;
  const platformFee = takerFee({ shares, price, fees: free ? undefined : trade.fees });
  const builder = builderFee({ notional, bps: trade.builderBps ?? 0, role: trade.role });
  const fees = platformFee.plus(builder);
  const net = checkSide(trade.side) === "BUY" ? notional.plus(fees) : notional.minus(fees);
  return { notional, platformFee, builderFee: builder, fees, net };
}
