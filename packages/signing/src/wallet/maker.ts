import {
  type Address,
  type Contracts,
  SIGNATURE_TYPES,
  type SignatureType,
  SignerMismatchError,
} from "@pm/core-types";
import { sameAddress } from "../bytes/words.ts";
import { deriveDepositWallet, deriveProxyWallet, deriveSafe } from "./derive.ts";

/** A maker an account can trade for, and the signature type it takes. */
export type DerivedMaker = { readonly maker: Address; readonly signatureType: SignatureType };

/** Every maker that derives from an account: itself, its proxy wallet, Safe and deposit wallets (beacon, UUPS). */
export function derivedMakers(owner: Address, contracts: Contracts): readonly DerivedMaker[] {
  const { EOA, POLY_PROXY, POLY_GNOSIS_SAFE, POLY_1271 } = SIGNATURE_TYPES;
  return [
    { maker: owner, signatureType: EOA },
    { maker: deriveProxyWallet(owner, contracts), signatureType: POLY_PROXY },
    { maker: deriveSafe(owner, contracts), signatureType: POLY_GNOSIS_SAFE },
    { maker: deriveDepositWallet(owner, contracts, "beacon"), signatureType: POLY_1271 },
    { maker: deriveDepositWallet(owner, contracts, "uups"), signatureType: POLY_1271 },
  ];
}

/**
 * Demands that a maker derives from an account for a signature type. The message says what would have fitted:
 * the right maker for the type, or the right type for the maker. Wallets deployed by other means (a Safe with
 * several owners, say) do not derive; leave the check out for them.
 *
 * @throws {SignerMismatchError}
 */
export function requireDerivedMaker(
  input: { readonly owner: Address; readonly maker: Address; readonly signatureType: SignatureType },
  contracts: Contracts,
): void {
  const { owner, maker, signatureType } = input;
  const all = derivedMakers(owner, contracts);
  if (all.some((known) => known.signatureType === signatureType && sameAddress(known.maker, maker))) return;
  const fitting = all.find((known) => sameAddress(known.maker, maker));
  const wanted = all.filter((known) => known.signatureType === signatureType).map((known) => known.maker);
  throw new SignerMismatchError({
    message: `maker ${maker} does not derive from signer ${owner} for signature type ${signatureType}.`,
    action:
      fitting === undefined
        ? `Use maker ${wanted.join(" or ")}, or the key of the account that owns ${maker}.`
        : `Use signature type ${fitting.signatureType} for this maker, or maker ${wanted.join(" or ")}.`,
    context: { field: "maker", maker, signer: owner, signatureType, expected: wanted },
    outcome: "not-sent",
  });
}
