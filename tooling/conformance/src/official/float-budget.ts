/** What `@polymarket/client` 0.2.0 makes of a budget, in its own floating point. */
export type FloatBudget = {
  readonly amount: number;
  readonly price: number;
  readonly maxSpend: number;
  readonly rate: number;
  readonly exponent: number;
  /** The builder's rate as a fraction of the notional. */
  readonly builder: number;
};

/** A BUY cut to its budget by a division, with fees that are not rounded. */
export function floatBudgetAmount({ amount, price, maxSpend, rate, exponent, builder }: FloatBudget): number {
  const perShare = rate * (price * (1 - price)) ** exponent;
  const total = amount + (amount / price) * perShare + amount * builder;
  return maxSpend <= total ? maxSpend / (1 + perShare / price + builder) : amount;
}
