import type { FeeSchedule } from "../domain/market-rules.ts";
import { fromBaseUnits } from "../money/base-units.ts";
import { type Decimal, type DecimalInput, decimal } from "../money/decimal.ts";
import { type TickSize, tickRule } from "../money/tick.ts";
import type { Role } from "./builder-fee.ts";
import { type TradeCost, tradeCost } from "./trade-cost.ts";

/** One leg of a round trip. */
export type Leg = {
  /** pUSD per share. */
  readonly price: DecimalInput;
  readonly role: Role;
  /** The builder's rate for `role` in basis points; none by default. */
  readonly builderBps?: DecimalInput;
};

/** Shares bought at `entry`. */
export type EntryInput = {
  readonly shares: DecimalInput;
  readonly entry: Leg;
  readonly fees: FeeSchedule | undefined;
};

/** A round trip after fees, in pUSD. */
export type RoundTrip = {
  readonly entry: TradeCost;
  readonly exit: TradeCost;
  /** Proceeds − cost, all fees included. */
  readonly profit: Decimal;
  /** `profit` ÷ cost, to 40 decimals: `0.05` is five percent. */
  readonly returnOnCost: Decimal;
};

/**
 * Profit of buying and selling the same shares, after the fees of both legs.
 *
 * @throws {UnsupportedFeeError} a schedule that cannot be computed. @throws {TickSizeError} a price outside [0, 1].
 * @throws {InvalidOrderError} shares not positive, or a builder rate above its cap.
 * @throws {InvalidDecimalError} not a decimal of six decimals.
 */
export function roundTripProfit(trade: EntryInput & { readonly exit: Leg }): RoundTrip {
  const { shares, fees } = trade;
  return settle(
    tradeCost({ side: "BUY", shares, fees, ...trade.entry }),
    tradeCost({ side: "SELL", shares, fees, ...trade.exit }),
  );
}

function settle(entry: TradeCost, exit: TradeCost): RoundTrip {
  const profit = exit.net.minus(entry.net);
  const returnOnCost = entry.net.eq("0") ? profit : profit.div(entry.net);
  return { entry, exit, profit, returnOnCost };
}

/**
 * Profit of holding shares until the market resolves: each pays 1 pUSD or nothing, without an exit fee.
 *
 * @param trade.payout pUSD per share at resolution: `"1"`, `"0"`, or `"0.5"` for an even split.
 * @throws as `roundTripProfit`.
 */
export function resolutionProfit(trade: EntryInput & { readonly payout: DecimalInput }): RoundTrip {
  const { shares, fees } = trade;
  return settle(
    tradeCost({ side: "BUY", shares, fees, ...trade.entry }),
    tradeCost({ side: "SELL", shares, fees: undefined, price: trade.payout, role: "MAKER" }),
  );
}

/**
 * The lowest grid price at which selling brings back what the shares cost, after the fees of both legs.
 * Undefined when no grid price does.
 *
 * @throws {UnsupportedFeeError} a schedule that cannot be computed. @throws {TickSizeError} a price outside [0, 1].
 * @throws {InvalidOrderError} shares not positive, or a builder rate above its cap.
 * @throws {InvalidDecimalError} not a decimal of six decimals.
 */
export function breakEvenExitPrice(
  trade: EntryInput & { readonly exit: Omit<Leg, "price">; readonly tickSize: TickSize },
): Decimal | undefined {
  const { shares, fees } = trade;
  const { tick } = tickRule(trade.tickSize);
  const cost = tradeCost({ side: "BUY", shares, fees, ...trade.entry }).net;
  // Fees only take away, so nothing below cost ÷ shares can break even: start on the grid there.
  const floor = BigInt(cost.div(decimal(shares)).times("1000000").div(tick.toString()).round(0, 0).toFixed());
  for (let price = (floor > 0n ? floor : 1n) * tick; price < 1_000_000n; price += tick) {
    const proceeds = tradeCost({ side: "SELL", shares, fees, ...trade.exit, price: fromBaseUnits(price) });
    if (proceeds.net.gte(cost)) return fromBaseUnits(price);
  }
  return undefined;
}
