/** Per-signer limits of one tier: tokens a second and burst, for orders and for cancels. */
export type Tier = {
  readonly name: string;
  /** 30-day volume from which it holds, whole pUSD. */
  readonly volume: bigint;
  readonly orderRate: number;
  readonly orderBurst: number;
  readonly cancelRate: number;
  readonly cancelBurst: number;
  /** The second debit of cancel-all and cancel-market may take the cancel balance below zero. */
  readonly mayGoNegative: boolean;
};

const tier = (
  name: string,
  volume: bigint,
  orderRate: number,
  orderBurst: number,
  cancelRate: number,
  cancelBurst: number,
  mayGoNegative: boolean,
): Tier => ({ name, volume, orderRate, orderBurst, cancelRate, cancelBurst, mayGoNegative });

/** The published tiers, lowest first. Source: the trading rate limits page, 2026-10-05. */
export const TIERS: readonly Tier[] = [
  tier("standard", 0n, 40, 60, 80, 120, true),
  tier("copper", 30_000n, 60, 90, 120, 180, true),
  tier("bronze", 50_000n, 80, 120, 160, 240, true),
  tier("silver", 100_000n, 200, 300, 400, 600, true),
  tier("gold", 500_000n, 400, 600, 800, 1200, true),
  tier("platinum", 2_500_000n, 450, 675, 900, 1350, false),
  tier("diamond", 5_000_000n, 525, 787, 1050, 1575, false),
  tier("elite", 10_000_000n, 600, 900, 1200, 1800, false),
];

/** The tier a 30-day volume (base units of pUSD) earns. */
export function tierForVolume(volume: bigint): Tier {
  const whole = volume / 1_000_000n;
  return TIERS.findLast((one) => whole >= one.volume) ?? (TIERS[0] as Tier);
}
