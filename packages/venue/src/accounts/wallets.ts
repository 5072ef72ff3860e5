import type { Address, Contracts, SignatureType } from "@pm/core-types";
import { deriveDepositWallet, deriveProxyWallet, deriveSafe } from "@pm/signing";

/** The wallets that belong to one account, lower case. */
export type OwnedWallets = {
  readonly proxy: Address;
  readonly safe: Address;
  /** Deposit wallets of either form: a factory may have deployed the older one. */
  readonly deposit: readonly [beacon: Address, uups: Address];
};

/** Derives and remembers the wallets of accounts. */
export type Wallets = {
  readonly of: (owner: Address) => OwnedWallets;
  /** The wallet that holds the funds of `owner` under a signature type. */
  readonly funder: (owner: Address, signatureType: SignatureType) => Address;
  /** Every address whose funds `owner` controls, lower case. */
  readonly owns: (owner: Address, wallet: string) => boolean;
};

const CACHE_LIMIT = 20_000;

/** Wallet derivation for one set of contracts; the last derivations are kept. */
export function createWallets(contracts: Contracts): Wallets {
  const cache = new Map<string, OwnedWallets>();

  const of = (owner: Address): OwnedWallets => {
    const id = owner.toLowerCase();
    const known = cache.get(id);
    if (known !== undefined) return known;
    const wallets: OwnedWallets = {
      proxy: deriveProxyWallet(owner, contracts),
      safe: deriveSafe(owner, contracts),
      deposit: [
        deriveDepositWallet(owner, contracts, "beacon"),
        deriveDepositWallet(owner, contracts, "uups"),
      ],
    };
    if (cache.size >= CACHE_LIMIT) cache.delete(cache.keys().next().value as string);
    cache.set(id, wallets);
    return wallets;
  };

  return {
    of,
    funder: (owner, signatureType) => {
      if (signatureType === 0) return owner;
      const wallets = of(owner);
      if (signatureType === 1) return wallets.proxy;
      return signatureType === 2 ? wallets.safe : wallets.deposit[0];
    },
    owns: (owner, wallet) => {
      const wanted = wallet.toLowerCase();
      if (owner.toLowerCase() === wanted) return true;
      const { proxy, safe, deposit } = of(owner);
      return [proxy, safe, ...deposit].some((address) => address.toLowerCase() === wanted);
    },
  };
}
