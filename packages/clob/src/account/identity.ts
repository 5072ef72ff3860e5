import {
  type Address,
  address,
  type Contracts,
  SIGNATURE_TYPES,
  type SignatureType,
  SignerMismatchError,
  ValidationError,
} from "@pm/core-types";
import { derivedMakers, requireDerivedMaker, type Signer } from "@pm/signing";

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
  /** The signer is a session key of the deposit wallet, not its owner. */
  readonly sessionKey: boolean;
};

/** What tells who an account is. */
export type IdentityInput = {
  readonly id: string;
  readonly signer: Pick<Signer, "address">;
  readonly signatureType?: SignatureType;
  readonly funder?: string;
  readonly sessionKey?: boolean;
};

/**
 * Works out who is who, and refuses a funder that cannot belong to the signer for the given signature type.
 *
 * @throws {SignerMismatchError} naming the address that should be another. @throws {ValidationError}
 */
export function identityOf(input: IdentityInput, contracts: Contracts): AccountIdentity {
  const owner = address(input.signer.address, "signer.address");
  const signatureType = input.signatureType ?? SIGNATURE_TYPES.EOA;
  const sessionKey = input.sessionKey ?? false;
  const derived = derivedMakers(owner, contracts).find((known) => known.signatureType === signatureType);
  if (derived === undefined) {
    throw new ValidationError({
      message: `signatureType must be 0, 1, 2 or 3, not ${String(signatureType)}.`,
      context: { wallet: input.id, field: "signatureType" },
    });
  }
  if (sessionKey && (signatureType !== SIGNATURE_TYPES.POLY_1271 || input.funder === undefined)) {
    throw new SignerMismatchError({
      message: `Wallet "${input.id}": a session key signs for a deposit wallet, so it needs signature type 3 and the wallet's address as funder.`,
      action: "Set signatureType to 3 and funder to the deposit wallet that authorised the key.",
      context: { wallet: input.id, field: "funder", signatureType, signer: owner },
      outcome: "not-sent",
    });
  }
  const funder = input.funder === undefined ? derived.maker : address(input.funder, "funder");
  // A session key derives nothing: only the wallet's registry of session keys knows it.
  if (!sessionKey) requireFunder(input.id, { owner, maker: funder, signatureType }, contracts);
  const orderSigner = signatureType === SIGNATURE_TYPES.POLY_1271 ? funder : owner;
  return { id: input.id, owner, funder, orderSigner, signatureType, sessionKey };
}

function requireFunder(
  id: string,
  maker: { readonly owner: Address; readonly maker: Address; readonly signatureType: SignatureType },
  contracts: Contracts,
): void {
  try {
    requireDerivedMaker(maker, contracts);
  } catch (error) {
    if (!(error instanceof SignerMismatchError)) throw error;
    throw new SignerMismatchError({
      message: `Wallet "${id}": ${error.message}`,
      action: error.action,
      context: { ...error.context, wallet: id, field: "funder", actual: maker.maker },
      outcome: "not-sent",
      cause: error,
    });
  }
}
