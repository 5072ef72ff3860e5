import { type Address, address as parseAddress } from "@pm/core-types";
import { fromHex, toHex } from "../bytes/hex.ts";
import { currentEngine } from "../engine/select.ts";
import { keccak256 } from "../keccak/keccak.ts";

const HALF_ORDER = fromHex("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/** The address of an uncompressed public key (65 bytes). */
export function publicKeyAddress(publicKey: Uint8Array): Address {
  return parseAddress(toHex(keccak256(publicKey.subarray(1)).subarray(12)));
}

/**
 * The account whose key made a 65-byte signature (r ‖ s ‖ v) of `digest`; undefined when none could have, or
 * when the signature is malleable (high s) or v is neither 27 nor 28: the exchange refuses those too.
 *
 * @throws {InvalidHexError} when `signature` is text and not hex.
 */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array | string): Address | undefined {
  const bytes = typeof signature === "string" ? fromHex(signature, "signature") : signature;
  const v = bytes[64];
  if (bytes.length !== 65 || (v !== 27 && v !== 28) || !isLowS(bytes)) return undefined;
  const publicKey = currentEngine().recover(digest, bytes.subarray(0, 64), v - 27);
  return publicKey === undefined ? undefined : publicKeyAddress(publicKey);
}

/** True when s, at bytes 32 to 63, is in the lower half of the curve's order. */
export function isLowS(signature: Uint8Array): boolean {
  for (let i = 0; i < 32; i++) {
    const byte = signature[32 + i]!;
    if (byte !== HALF_ORDER[i]) return byte < HALF_ORDER[i]!;
  }
  return true;
}
