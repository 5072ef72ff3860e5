import { createHash } from "node:crypto";
import type { Address, SignatureType } from "@pm/core-types";
import { privateKey } from "@pm/signing";
import type { Wallets } from "./wallets.ts";

/** A funded account of the venue whose key everybody knows. Never use it anywhere else. */
export type DevAccount = {
  /** The account that signs. */
  readonly address: Address;
  /** `0x` and 64 hex digits. */
  readonly privateKey: string;
  readonly signatureType: SignatureType;
  /** The wallet that holds the funds: the maker of its orders. */
  readonly funder: Address;
};

/**
 * `count` accounts from the seed: plain accounts (type 0), and where there are at least four, the last three
 * trade through a proxy wallet, a Safe and a deposit wallet (types 1, 2, 3).
 */
export function createDevAccounts(seed: number, count: number, wallets: Wallets): readonly DevAccount[] {
  return Array.from({ length: count }, (_, index) => {
    const fromEnd = count - index;
    const signatureType = (count >= 4 && fromEnd <= 3 ? 4 - fromEnd : 0) as SignatureType;
    return devAccount(seed, `account-${index}`, signatureType, wallets);
  });
}

/** One account from the seed and a name. */
export function devAccount(
  seed: number,
  name: string,
  signatureType: SignatureType,
  wallets: Wallets,
): DevAccount {
  const key = `0x${createHash("sha256").update(`pm-venue|${seed}|${name}`).digest("hex")}`;
  const signer = privateKey(key);
  const { address } = signer;
  signer.destroy();
  return { address, privateKey: key, signatureType, funder: wallets.funder(address, signatureType) };
}
