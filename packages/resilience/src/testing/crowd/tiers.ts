/** Tokens a second, and at most, of both buckets of each tier, as published on 2026-10-05; written out by hand. */
export const TIERS = {
  standard: { orders: { rate: 40, burst: 60 }, cancels: { rate: 80, burst: 120 } },
  copper: { orders: { rate: 60, burst: 90 }, cancels: { rate: 120, burst: 180 } },
  bronze: { orders: { rate: 80, burst: 120 }, cancels: { rate: 160, burst: 240 } },
  silver: { orders: { rate: 200, burst: 300 }, cancels: { rate: 400, burst: 600 } },
  gold: { orders: { rate: 400, burst: 600 }, cancels: { rate: 800, burst: 1_200 } },
  platinum: { orders: { rate: 450, burst: 675 }, cancels: { rate: 900, burst: 1_350 } },
  diamond: { orders: { rate: 525, burst: 787 }, cancels: { rate: 1_050, burst: 1_575 } },
  elite: { orders: { rate: 600, burst: 900 }, cancels: { rate: 1_200, burst: 1_800 } },
} as const;

/** A published tier. */
export type TierName = keyof typeof TIERS;

const NAMES = Object.keys(TIERS) as TierName[];

/** Tier of account number `index`: every other wallet is standard, the rest are of all tiers in turn. */
export function tierOf(index: number): TierName {
  return index % 2 === 0 ? "standard" : NAMES[((index - 1) / 2) % NAMES.length]!;
}
