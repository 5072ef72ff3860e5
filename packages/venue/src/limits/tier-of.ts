import type { Address, Clock } from "@pm/core-types";
import type { Wallets } from "../accounts/wallets.ts";
import type { Engine } from "../engine/index.ts";
import { VenueUsageError } from "../errors.ts";
import { TIERS, type Tier, tierForVolume } from "./tiers.ts";

/** Tiers of signers: by 30-day volume of their wallets, recomputed every three hours, or as the script says. */
export type TierBook = {
  readonly of: (signer: Address) => Tier;
  /** @throws {VenueUsageError} for an unknown tier. */
  readonly set: (signer: string, tier: string) => void;
};

const REFRESH_MS = 3 * 3_600_000;
const MONTH_MS = 30 * 86_400_000;

/** A tier book over the engine's trades. */
export function createTierBook(engine: Engine, wallets: Wallets, clock: Clock): TierBook {
  const fixed = new Map<string, Tier>();
  const known = new Map<string, { readonly tier: Tier; readonly at: number }>();

  const volume = (signer: Address): bigint => {
    const since = clock.now() - MONTH_MS;
    const { proxy, safe, deposit } = wallets.of(signer);
    const own = new Set<string>([signer, proxy, safe, ...deposit]);
    let total = 0n;
    for (const wallet of own) {
      for (const trade of engine.trades({ maker: wallet as Address })) {
        if (trade.matchTime < since) continue;
        if (trade.takerAddress === wallet) total += trade.usd;
        for (const maker of trade.makers) if (maker.address === wallet) total += maker.usd;
      }
    }
    return total;
  };

  return {
    of: (signer) => {
      const id = signer.toLowerCase();
      const set = fixed.get(id);
      if (set !== undefined) return set;
      const cached = known.get(id);
      if (cached !== undefined && clock.now() - cached.at < REFRESH_MS) return cached.tier;
      const tier = tierForVolume(volume(signer));
      known.set(id, { tier, at: clock.now() });
      return tier;
    },
    set: (signer, name) => {
      const tier = TIERS.find((one) => one.name === name.toLowerCase());
      if (tier === undefined) {
        throw new VenueUsageError({
          message: `${name} is no tier; there are ${TIERS.map((one) => one.name).join(", ")}.`,
          context: { tier: name },
        });
      }
      fixed.set(signer.toLowerCase(), tier);
    },
  };
}
