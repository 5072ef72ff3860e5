import type { Address } from "@pm/core-types";

/** What a session key may do. */
export type SessionScope = "ALL" | "CLOB" | "COMBOSRFQ";

/** A key that a deposit wallet's owner lets trade. */
export type SessionSigner = {
  readonly wallet: Address;
  readonly address: Address;
  readonly scopes: readonly SessionScope[];
  /** Unix seconds. */
  readonly validUntil: number;
};

/** The session keys of every deposit wallet. */
export type SessionSigners = {
  readonly authorize: (signer: SessionSigner) => void;
  readonly revoke: (wallet: string, address: string) => boolean;
  /** The wallets a session key may trade for now. */
  readonly walletsOf: (address: string) => readonly Address[];
  /** Session keys of a wallet that are still valid. */
  readonly list: (wallet: string) => readonly SessionSigner[];
  /** True when the key may place orders for the wallet now. */
  readonly mayTrade: (wallet: string, address: string) => boolean;
  readonly all: () => readonly SessionSigner[];
};

/** A registry of session keys; `now` is Unix milliseconds. */
export function createSessionSigners(now: () => number): SessionSigners {
  const signers = new Map<string, SessionSigner>();
  const slot = (wallet: string, address: string): string => `${wallet}|${address}`.toLowerCase();
  const valid = (signer: SessionSigner): boolean => signer.validUntil * 1000 > now();
  const trades = (signer: SessionSigner): boolean =>
    valid(signer) && (signer.scopes.includes("ALL") || signer.scopes.includes("CLOB"));
  return {
    authorize: (signer) => {
      signers.set(slot(signer.wallet, signer.address), signer);
    },
    revoke: (wallet, address) => signers.delete(slot(wallet, address)),
    walletsOf: (address) =>
      [...signers.values()]
        .filter((signer) => signer.address.toLowerCase() === address.toLowerCase() && valid(signer))
        .map((signer) => signer.wallet),
    list: (wallet) =>
      [...signers.values()].filter(
        (signer) => signer.wallet.toLowerCase() === wallet.toLowerCase() && valid(signer),
      ),
    mayTrade: (wallet, address) => {
      const signer = signers.get(slot(wallet, address));
      return signer !== undefined && trades(signer);
    },
    all: () => [...signers.values()],
  };
}
