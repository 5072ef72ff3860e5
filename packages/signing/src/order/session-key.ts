import type { Address, Hex } from "@pm/core-types";
import { address as parseAddress } from "@pm/core-types";
import { fromHex, toHex } from "../bytes/hex.ts";
import { addressWord, concat, toBigInt, word } from "../bytes/words.ts";

// A session key signs for a deposit wallet in the owner's place. Its signature travels as
// abi.encode(bytes32 session key, bytes32 0, bytes signature), marked by sixteen times 0x6492 at the end.
const MARK = "6492".repeat(16);
const HEAD = 4 * 32;

/** Wraps what a session key signed, so that the wallet contract asks its list of session keys. */
export function wrapSessionSignature(sessionKey: Address, signature: Hex): Hex {
  const bytes = fromHex(signature, "signature");
  const padding = new Uint8Array((32 - (bytes.length % 32)) % 32);
  const head = concat(addressWord(sessionKey), word(0), word(96), word(bytes.length));
  return `${toHex(concat(head, bytes, padding))}${MARK}`;
}

/** True when a signature claims to be a session key's. */
export function isSessionSignature(signature: string): boolean {
  return signature.toLowerCase().endsWith(MARK);
}

/** Session key and signature out of the wrapper; undefined when it is not the canonical encoding. */
export function unwrapSessionSignature(
  signature: string,
): { readonly sessionKey: Address; readonly signature: Hex } | undefined {
  const text = signature.toLowerCase();
  if (!/^0x(?:[0-9a-f]{2})*$/.test(text) || !text.endsWith(MARK)) return undefined;
  const bytes = fromHex(text.slice(0, -MARK.length), "signature");
  if (bytes.length < HEAD) return undefined;
  const length = Number(toBigInt(bytes.subarray(96, HEAD)));
  const inner = bytes.subarray(HEAD, HEAD + length);
  const sessionKey = parseAddress(toHex(bytes.subarray(12, 32)));
  // Encoding again settles offsets, lengths and padding in one comparison.
  const canonical = inner.length === length && wrapSessionSignature(sessionKey, toHex(inner)) === text;
  return canonical ? { sessionKey, signature: toHex(inner) } : undefined;
}
