import { type Hex, isPolymarketError, SigningError } from "@pm/core-types";
import { concat, utf8 } from "../bytes/words.ts";
import { keccak256 } from "../keccak/keccak.ts";
import { hashTypedData } from "../typed-data/hash.ts";
import type { TypedData } from "../typed-data/typed-data.ts";
import { foreignError } from "./foreign-error.ts";
import type { Signer } from "./signer.ts";

/**
 * Signs EIP-712 typed data in whichever way the signer can.
 *
 * @throws {SigningError} when the signer fails. @throws {ValidationError} for data that does not fit its types.
 */
export async function signTyped(signer: Signer, typed: TypedData): Promise<Hex> {
  if (signer.signTypedData === undefined) return signDigestWith(signer, hashTypedData(typed));
  const sign = signer.signTypedData;
  return guarded(signer, () => sign(typed));
}

/**
 * Signs raw bytes as a message (EIP-191, `personal_sign`).
 *
 * @throws {SigningError} when the signer fails.
 */
export async function signPersonalMessage(signer: Signer, message: Uint8Array): Promise<Hex> {
  if (signer.signMessage === undefined) return signDigestWith(signer, messageDigest(message));
  const sign = signer.signMessage;
  return guarded(signer, () => sign(message));
}

/** Signs a digest as it is. @throws {SigningError} when the signer fails. */
export function signDigestWith(signer: Signer, digest: Uint8Array): Promise<Hex> {
  return guarded(signer, () => signer.signDigest(digest));
}

/** keccak256("\x19Ethereum Signed Message:\n" ‖ length ‖ message). */
export function messageDigest(message: Uint8Array): Uint8Array {
  return keccak256(concat(utf8(`\x19Ethereum Signed Message:\n${message.length}`), message));
}

/** Whatever a foreign signer throws becomes one kind of error; its own stays the cause. */
async function guarded(signer: Signer, sign: () => Hex | Promise<Hex>): Promise<Hex> {
  try {
    return await sign();
  } catch (thrown) {
    if (isPolymarketError(thrown)) throw thrown;
    throw new SigningError({
      message: `The signer of ${signer.address} failed.`,
      context: { address: signer.address },
      cause: foreignError(thrown),
    });
  }
}
