import {
  type Address,
  type Hex,
  address as parseAddress,
  SigningError,
  ValidationError,
} from "@pm/core-types";
import { hashTypedData } from "../typed-data/hash.ts";
import type { TypedData } from "../typed-data/typed-data.ts";
import { normalizeSignature, type RawSignature } from "./normalize.ts";
import { messageDigest } from "./sign.ts";
import type { Signer } from "./signer.ts";

/** What a signing service can do; at least one of digests and typed data. */
export type RemoteSignerOptions = {
  readonly address: string;
  /** Signs a 32-byte digest as it is: KMS, HSM. */
  readonly signDigest?: (digest: Uint8Array) => Promise<RawSignature>;
  /** Signs EIP-712 typed data: custody services, browser wallets. Used first where both are given. */
  readonly signTypedData?: (typed: TypedData) => Promise<RawSignature>;
  /** Signs an EIP-191 message; needed for Safe and proxy wallets when digests cannot be signed. */
  readonly signMessage?: (message: Uint8Array) => Promise<RawSignature>;
};

/**
 * A signer behind a service. Answers may be 64 or 65 bytes or DER, with high s or without v: they are brought to
 * the one form the venue takes, and checked to be this account's before anything is sent.
 *
 * @throws {ValidationError} when neither digests nor typed data can be signed. @throws {InvalidIdError} for the address.
 */
export function remoteSigner(options: RemoteSignerOptions): Signer {
  const address = parseAddress(options.address, "address");
  const { signDigest, signTypedData, signMessage } = options;
  if (signDigest === undefined && signTypedData === undefined) {
    throw new ValidationError({
      message: "A remote signer needs signDigest or signTypedData.",
      context: { field: "signDigest" },
    });
  }
  return Object.freeze({
    address,
    signDigest: async (digest: Uint8Array): Promise<Hex> => {
      if (signDigest === undefined) throw cannotSignDigests(address);
      return normalizeSignature(await signDigest(digest), digest, address);
    },
    ...(signTypedData === undefined
      ? {}
      : {
          signTypedData: async (typed: TypedData): Promise<Hex> =>
            normalizeSignature(await signTypedData(typed), hashTypedData(typed), address),
        }),
    ...(signMessage === undefined
      ? {}
      : {
          signMessage: async (message: Uint8Array): Promise<Hex> =>
            normalizeSignature(await signMessage(message), messageDigest(message), address),
        }),
  });
}

function cannotSignDigests(address: Address): SigningError {
  return new SigningError({
    message: `The signer of ${address} signs typed data only, not digests.`,
    action: "Give the remote signer a signDigest or a signMessage function for this kind of request.",
    context: { address },
    retry: "never",
  });
}
