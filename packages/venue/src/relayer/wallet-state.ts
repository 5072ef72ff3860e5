import type { Address } from "@pm/core-types";
import type { Durable, RecordChange } from "../persistence/durable.ts";

/** What the chain knows about wallets: which are deployed, and their nonces. */
export type WalletState = Durable & {
  readonly nonceOf: (wallet: Address) => bigint;
  readonly bump: (wallet: Address) => void;
  readonly isDeployed: (wallet: string) => boolean;
  readonly deploy: (wallet: Address) => void;
};

type Change = { readonly bump: string } | { readonly deploy: string };

/** Deployed wallets and nonces; `initial` wallets exist from the start. */
export function createWalletState(initial: readonly Address[], record: RecordChange): WalletState {
  const nonces = new Map<string, bigint>();
  const deployed = new Set<string>(initial);

  const apply = (change: Change): void => {
    if ("bump" in change) nonces.set(change.bump, (nonces.get(change.bump) ?? 0n) + 1n);
    else deployed.add(change.deploy);
  };
  const change = (one: Change): void => {
    record(one);
    apply(one);
  };

  return {
    name: "wallets",
    nonceOf: (wallet) => nonces.get(wallet) ?? 0n,
    bump: (wallet) => change({ bump: wallet }),
    isDeployed: (wallet) => deployed.has(wallet),
    deploy: (wallet) => change({ deploy: wallet }),
    apply: (one) => apply(one as Change),
    save: () => ({
      nonces: [...nonces].map(([wallet, nonce]) => [wallet, nonce.toString()]),
      deployed: [...deployed],
    }),
    load: (saved) => {
      const { nonces: kept, deployed: known } = saved as { nonces: [string, string][]; deployed: string[] };
      for (const [wallet, nonce] of kept) nonces.set(wallet, BigInt(nonce));
      for (const wallet of known) deployed.add(wallet);
    },
  };
}
