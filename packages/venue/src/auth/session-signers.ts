import type { Address } from "@pm/core-types";
import type { Durable, RecordChange } from "../persistence/durable.ts";

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
export type SessionSigners = Durable & {
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

type Change = { readonly authorize: SessionSigner } | { readonly revoke: string };

/** A registry of session keys; `now` is Unix milliseconds. */
export function createSessionSigners(now: () => number, record: RecordChange): SessionSigners {
  const signers = new Map<string, SessionSigner>();
  const slot = (wallet: string, address: string): string => `${wallet}|${address}`.toLowerCase();
  const valid = (signer: SessionSigner): boolean => signer.validUntil * 1000 > now();
  const trades = (signer: SessionSigner): boolean =>
    valid(signer) && (signer.scopes.includes("ALL") || signer.scopes.includes("CLOB"));
  const put = (signer: SessionSigner): void => {
    signers.set(slot(signer.wallet, signer.address), signer);
  };
  return {
    name: "sessions",
    save: () => [...signers.values()],
    load: (saved) => {
      for (const signer of saved as readonly SessionSigner[]) put(signer);
    },
    apply: (change) => {
      const one = change as Change;
      if ("authorize" in one) put(one.authorize);
      else signers.delete(one.revoke);
    },
    authorize: (signer) => {
      record({ authorize: signer } satisfies Change);
      put(signer);
    },
    revoke: (wallet, address) => {
      record({ revoke: slot(wallet, address) } satisfies Change);
      return signers.delete(slot(wallet, address));
    },
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
