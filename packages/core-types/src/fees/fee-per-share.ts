import type { FeeSchedule } from "../domain/market-rules.ts";
import { fromBaseUnits } from "../money/base-units.ts";
import { Decimal, type DecimalInput } from "../money/decimal.ts";
import { feeCurve } from "./curve.ts";
import { fillPriceUnits } from "./taker-fee.ts";

/**
 * `rate · (p(1 − p))^exponent`: the taker's fee per share in pUSD before the venue's rounding. Exact for whole
 * exponents, to 40 decimals with a half.
 *
 * @throws {UnsupportedFeeError} a schedule that cannot be computed. @throws {TickSizeError} a price outside [0, 1].
 * @throws {InvalidDecimalError} not a decimal of six decimals.
 */
export function feePerShare(price: DecimalInput, schedule: FeeSchedule): Decimal {
  const { power, half } = feeCurve(schedule);
  const p = fromBaseUnits(fillPriceUnits(price));
  const spread = new Decimal("1").minus(p).times(p);
  const whole = schedule.rate.times(spread.pow(power));
  return half ? whole.times(spread.sqrt()) : whole;
}
