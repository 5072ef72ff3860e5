import {
  type Address,
  address,
  type Contracts,
  SIGNATURE_TYPES,
  type SignatureType,
  SignerMismatchError,
  ValidationError,
} from "@pm/core-types";
import { deriveDepositWallet, deriveProxyWallet, deriveSafe, type Signer } from "@pm/signing";

/** The addresses an account acts with. */
export type AccountIdentity = {
  readonly id: string;
  /** The key that signs; POLY_ADDRESS of every request. */
  readonly owner: Address;
  /** Whose funds are traded: order.maker. */
  readonly funder: Address;
  /** order.signer: the owner, or for signature type 3 the wallet. */
  readonly orderSigner: Address;
  readonly signatureType: SignatureType;
};

/**
 * Works out who is who, and refuses a funder that cannot belong to the signer for the given signature type.
 *
 * @throws {SignerMismatchError} naming the address that should be another. @throws {ValidationError}
 */
export function identityOf(
  input: {
    readonly id: string;
    readonly signer: Pick<Signer, "address">;
    readonly signatureType?: SignatureType;
    readonly funder?: string;
  },
  contracts: Contracts,
): AccountIdentity {
  const owner = address(input.signer.address, "signer.address");
  const signatureType = input.signatureType ?? SIGNATURE_TYPES.EOA;
  const candidates = funders(owner, signatureType, contracts);
  const derived = candidates[0] ?? owner;
  const funder = input.funder === undefined ? derived : address(input.funder, "funder");
  if (!candidates.includes(funder)) {
    throw new SignerMismatchError({
      message: `Wallet "${input.id}": with signature type ${signatureType}, signer ${owner} trades for ${candidates.join(" or ")}, not for the funder ${funder}.`,
      action: `Leave funder out, or set it to ${derived}; or choose the signature type that fits ${funder}${hint(owner, funder, contracts)}.`,
      context: {
        wallet: input.id,
        field: "funder",
        signatureType,
        signer: owner,
        expected: derived,
        actual: funder,
      },
      outcome: "not-sent",
    });
  }
  const orderSigner = signatureType === SIGNATURE_TYPES.POLY_1271 ? funder : owner;
  return { id: input.id, owner, funder, orderSigner, signatureType };
}

function funders(owner: Address, signatureType: SignatureType, contracts: Contracts): readonly Address[] {
  switch (signatureType) {
    case SIGNATURE_TYPES.EOA:
      return [owner];
    case SIGNATURE_TYPES.POLY_PROXY:
      return [deriveProxyWallet(owner, contracts)];
    case SIGNATURE_TYPES.POLY_GNOSIS_SAFE:
      return [deriveSafe(owner, contracts)];
    case SIGNATURE_TYPES.POLY_1271:
      return [deriveDepositWallet(owner, contracts), deriveDepositWallet(owner, contracts, "uups")];
    default:
      throw new ValidationError({
        message: `signatureType must be 0, 1, 2 or 3, not ${String(signatureType)}.`,
        context: { field: "signatureType" },
      });
  }
}

function hint(owner: Address, funder: Address, contracts: Contracts): string {
  const fitting = Object.values(SIGNATURE_TYPES).find((type) =>
    funders(owner, type, contracts).includes(funder),
  );
  return fitting === undefined ? " (none of the four does)" : `, which is ${fitting}`;
}
