import type { Decimal } from "../money/decimal.ts";
import { type DecimalInput, decimal } from "../money/decimal.ts";

/** A market's fee category as the venue documents it; markets carry their own rate, which wins. */
export type FeeCategory = keyof typeof FEE_CATEGORIES.rates;

/** Documented taker rates and the share of them that goes back to makers. Orientation only: read the market. */
export const FEE_CATEGORIES = {
  asOf: "2026-10-07",
  source: "the venue's fee page",
  rates: {
    crypto: { takerRate: "0.07", makerRebateShare: "0.20" },
    sports: { takerRate: "0.05", makerRebateShare: "0.15" },
    finance: { takerRate: "0.04", makerRebateShare: "0.25" },
    politics: { takerRate: "0.04", makerRebateShare: "0.25" },
    mentions: { takerRate: "0.04", makerRebateShare: "0.25" },
    tech: { takerRate: "0.04", makerRebateShare: "0.25" },
    economics: { takerRate: "0.05", makerRebateShare: "0.25" },
    culture: { takerRate: "0.05", makerRebateShare: "0.25" },
    weather: { takerRate: "0.05", makerRebateShare: "0.25" },
    other: { takerRate: "0.05", makerRebateShare: "0.25" },
    geopolitics: { takerRate: "0", makerRebateShare: "0" },
  },
} as const;

/** Maker rebates are paid daily in pUSD once they reach this much. */
export const MIN_MAKER_REBATE_PAYOUT = "1";

/** Taker rebate tiers by weighted 30-day volume; unrelated to rate-limit tiers of the same names. */
export const TAKER_REBATE_TIERS = {
  asOf: "2026-10-07",
  effectiveFrom: "2026-05-28",
  source: "the venue's fee page",
  tiers: [
    { name: "bronze", minVolume: "2000", share: "0.03" },
    { name: "silver", minVolume: "20000", share: "0.08" },
    { name: "gold", minVolume: "200000", share: "0.18" },
    { name: "platinum", minVolume: "1000000", share: "0.32" },
    { name: "diamond", minVolume: "4000000", share: "0.44" },
    { name: "obsidian", minVolume: "10000000", share: "0.50" },
  ],
} as const;

/** One taker rebate tier. */
export type TakerRebateTier = (typeof TAKER_REBATE_TIERS.tiers)[number];

/**
 * The taker rebate tier of a weighted 30-day volume; undefined below the lowest.
 *
 * @throws {InvalidDecimalError} not a decimal.
 */
export function takerRebateTier(weightedVolume: DecimalInput): TakerRebateTier | undefined {
  const volume = decimal(weightedVolume, "weightedVolume");
  return TAKER_REBATE_TIERS.tiers.findLast((tier) => volume.gte(tier.minVolume));
}

/**
 * What one taker fill adds to the weighted volume: size × (1 − price) × the category's weight.
 *
 * The venue documents weights of 1.0 (sports) to 2.3 (crypto) and 0 (geopolitics), and not every category between,
 * so the weight is the caller's.
 *
 * @throws {InvalidDecimalError} not a decimal.
 */
export function weightedVolume(fill: {
  readonly shares: DecimalInput;
  readonly price: DecimalInput;
  readonly weight: DecimalInput;
}): Decimal {
  const left = decimal("1").minus(decimal(fill.price, "price"));
  return decimal(fill.shares, "shares").times(left).times(decimal(fill.weight, "weight"));
}
