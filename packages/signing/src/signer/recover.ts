import { type Address, address as parseAddress } from "@pm/core-types";
import { fromHex, toHex } from "../bytes/hex.ts";
import { currentEngine } from "../engine/select.ts";
import { keccak256 } from "../keccak/keccak.ts";

/** The address of an uncompressed public key (65 bytes). */
export function publicKeyAddress(publicKey: Uint8Array): Address {
  return parseAddress(toHex(keccak256(publicKey.subarray(1)).subarray(12)));
}

/**
 * The account whose key made a 65-byte signature (r ‖ s ‖ v) of `digest`; undefined when none could have, or
 * when the signature is malleable (high s) or v is neither 27 nor 28.
 */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array | string): Address | undefined {
  const bytes = typeof signature === "string" ? fromHex(signature, "signature") : signature;
  const v = bytes[64];
  if (bytes.length !== 65 || (v !== 27 && v !== 28) || !isLowS(bytes)) return undefined;
  const publicKey = currentEngine().recover(digest, bytes.subarray(0, 64), v - 27);
  return publicKey === undefined ? undefined : publicKeyAddress(publicKey);
}

const HALF_ORDER = Uint8Array.of(
  0x7f,
  0xff,
  0xff,
  0xff,
  0xff,
  0xff,
  0xff,
  0xff,
  0xff,
  0xff,
  0xff,
  0xff,
  0xff,
  0xff,
  0xff,
  0xff,
  0x5d,
  0x57,
  0x6e,
  0x73,
  0x57,
  0xa4,
  0x50,
  0x1d,
  0xdf,
  0xe9,
  0x2f,
  0x46,
  0x68,
  0x1b,
  0x20,
  0xa0,
);

function isLowS(signature: Uint8Array): boolean {
  for (let i = 0; i < 32; i++) {
    const byte = signature[32 + i]!;
    if (byte !== HALF_ORDER[i]) return byte < HALF_ORDER[i]!;
  }
  return true;
}
