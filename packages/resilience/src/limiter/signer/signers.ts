import { QueueFullError } from "@pm/core-types";
import type { SignerCost, SignerRules } from "../table.ts";
import { findTier, Signer } from "./signer.ts";

/** The signers in use: bounded, forgetting those about whom nothing would be lost. */
export class Signers {
  readonly #rules: SignerRules | undefined;
  readonly #margin: number;
  readonly #max: number;
  readonly #signers = new Map<string, Signer>();
  /** Tiers told or heard, kept apart so that a forgotten signer comes back with its tier. */
  readonly #tiers = new Map<string, string>();

  constructor(rules: SignerRules | undefined, margin: number, max: number) {
    this.#rules = rules;
    this.#margin = margin;
    this.#max = max;
  }

  /** @throws {QueueFullError} when every signer that is kept has something going on. */
  of(name: string, now: number): Signer | undefined {
    // Checksummed or not, it is one signer with one bucket.
    const wallet = name.toLowerCase();
    const known = this.#signers.get(wallet);
    if (known !== undefined || this.#rules === undefined) return known;
    if (this.#signers.size >= this.#max) this.#forgetIdle(now);
    if (this.#signers.size >= this.#max) {
      throw new QueueFullError({
        message: `${this.#max} signers are in use, which is as many as this limiter keeps.`,
        action: "Raise maxSigners.",
        context: { maxSigners: this.#max },
        retryAfterMs: 1000,
      });
    }
    const rules = this.#rules;
    const tier =
      findTier(rules, this.#tiers.get(wallet) ?? rules.defaultTier) ?? findTier(rules, rules.defaultTier);
    const signer = new Signer(wallet, tier!, this.#margin);
    this.#signers.set(wallet, signer);
    return signer;
  }

  /** True when the table knows the tier, which is then in force. */
  setTier(address: string, name: string, now: number): boolean {
    const wallet = address.toLowerCase();
    const tier = this.#rules === undefined ? undefined : findTier(this.#rules, name);
    if (tier === undefined) return false;
    if (this.#tiers.size >= this.#max * 4 && !this.#tiers.has(wallet)) {
      const [oldest] = this.#tiers.keys();
      if (oldest !== undefined) this.#tiers.delete(oldest);
    }
    this.#tiers.set(wallet, tier.name);
    this.#signers.get(wallet)?.setTier(now, tier);
    return true;
  }

  all(): Iterable<Signer> {
    return this.#signers.values();
  }

  #forgetIdle(now: number): void {
    for (const [wallet, signer] of this.#signers) if (signer.isIdle(now)) this.#signers.delete(wallet);
  }
}

/** Tokens a request takes from its signer's bucket. */
export function tokensOf(cost: SignerCost, requestCost: number | undefined): number {
  return cost.cost === "each" ? (requestCost ?? 1) : 1;
}
