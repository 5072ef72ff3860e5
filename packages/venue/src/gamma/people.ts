import { address } from "@pm/core-types";
import type { VenueContext } from "../context.ts";
import { profile } from "../data/wire-common.ts";
import { isoTime } from "../wire/time.ts";

/** The public profile of a wallet that the venue has seen; undefined for a stranger. */
export function publicProfile(context: VenueContext, wallet: string): Record<string, unknown> | undefined {
  const owner = address(wallet.toLowerCase());
  const known = context.accounts.find((one) => one.address === owner || one.funder === owner);
  const funder = known?.funder ?? owner;
  const history = context.engine.activity(funder);
  if (known === undefined && history.length === 0) return undefined;
  const first = history.reduce((at, one) => Math.min(at, one.timestamp), context.clock.now());
  const who = profile(funder);
  return {
    createdAt: isoTime(first),
    proxyWallet: funder.toLowerCase(),
    profileImage: "",
    displayUsernamePublic: true,
    bio: "",
    pseudonym: who.pseudonym,
    name: who.name,
    users: [{ id: String(first), creator: false, mod: false }],
    xUsername: "",
    verifiedBadge: false,
  };
}
