import { Decimal, feePerShare } from "@pm/core-types";
import { read } from "../numbers.ts";
import type { Vector } from "../vector.ts";
import type { Verdict } from "../verdict.ts";

type Input = {
  readonly amount: number;
  readonly price: number;
  readonly userUSDCBalance: number;
  readonly feeRate: number;
  readonly feeExponent: number;
  readonly builderTakerFeeRate: number;
  readonly feeSlippage: number;
};

/**
 * `adjustBuyAmountForFees` of the official client: a BUY that its balance does not cover is cut by the fees on what it
 * could spend. (Ours fits a budget exactly; here the official rule is computed with our fee, without its floats.)
 */
export function checkFeeAdjust({ input, expected }: Vector): Verdict {
  const fees = input as Input;
  const exact = adjustedAmount(fees);
  // The double nearest to the exact value is the best a client of doubles can give.
  if (Number(exact.toFixed()) === expected) return { problems: [] };
  if (floatAdjustedAmount(fees) !== expected) {
    return { problems: [`value: expected ${String(expected)}, exact ${exact.toFixed()}`] };
  }
  const decision = {
    field: "amount",
    official: String(expected),
    exact: exact.round(20, 1).toFixed(),
    rule: "exact value ours; theirs carries the noise of binary arithmetic in its last digits",
  };
  return { problems: [], decision };
}

function adjustedAmount(input: Input): Decimal {
  const [amount, balance, price] = [read(input.amount), read(input.userUSDCBalance), read(input.price)];
  const schedule = { rate: read(input.feeRate), exponent: input.feeExponent, takerOnly: true };
  const slippage = read(input.feeSlippage ?? 0)
    .div("100")
    .plus("1");
  const base = amount.lt(balance) ? amount : balance;
  const platform = base.times(feePerShare(price, schedule)).times(slippage).div(price);
  const builder = base.times(read(input.builderTakerFeeRate));
  if (balance.gt(amount.plus(platform).plus(builder))) return amount;
  const left = balance.minus(platform).minus(builder);
  return left.gt("0") ? left : new Decimal("0");
}

/** The same in doubles, in the official client's order of operations. */
function floatAdjustedAmount(input: Input): number {
  const { amount, price, userUSDCBalance: balance, feeRate, feeExponent, builderTakerFeeRate } = input;
  const rate = feeRate * (price * (1 - price)) ** feeExponent * (1 + (input.feeSlippage ?? 0) / 100);
  const base = Math.min(amount, balance);
  const platform = (base / price) * rate;
  const builder = base * builderTakerFeeRate;
  return balance <= amount + platform + builder ? Math.max(balance - platform - builder, 0) : amount;
}
