import type { SignerRules, SignerTier } from "../table.ts";
import { BucketLimit } from "./bucket-limit.ts";
import { SignerGate } from "./signer-gate.ts";

/** What is known about one signer. */
export class Signer {
  readonly wallet: string;
  readonly orders: SignerGate;
  readonly cancels: SignerGate;
  tier: SignerTier;

  constructor(wallet: string, tier: SignerTier, margin: number) {
    this.wallet = wallet;
    this.tier = tier;
    this.orders = new SignerGate(`orders:${wallet}`, new BucketLimit(tier.orders, margin));
    this.cancels = new SignerGate(`cancels:${wallet}`, new BucketLimit(tier.cancels, margin));
  }

  /** Takes over the numbers of another tier. */
  setTier(now: number, tier: SignerTier): void {
    if (tier === this.tier) return;
    this.tier = tier;
    this.orders.bucket.retune(now, tier.orders);
    this.cancels.bucket.retune(now, tier.cancels);
  }

  isIdle(now: number): boolean {
    return [this.orders, this.cancels].every((gate) => gate.isEmpty && gate.bucket.isFresh(now));
  }
}

/** The tier of that name, in whatever case; undefined when the table does not know it. */
export function findTier(rules: SignerRules, name: string): SignerTier | undefined {
  const wanted = name.trim().toLowerCase();
  return rules.tiers.find((tier) => tier.name.toLowerCase() === wanted);
}
