import { type Address, type Hex, SigningError } from "@pm/core-types";
import { fromHex, toHex } from "../bytes/hex.ts";
import { toBigInt, word } from "../bytes/words.ts";
import { CURVE_ORDER } from "../engine/curve-order.ts";
import { isLowS, recoverAddress } from "./recover.ts";

/** What signing services answer: 65 or 64 bytes (v may be missing, or 0 and 1), or DER. */
export type RawSignature = Hex | Uint8Array;

/**
 * A signature of `digest` in the one form the venue takes: r ‖ s ‖ v, low s, v 27 or 28.
 *
 * @throws {SigningError} when it is not a signature of `address`; it is the signer's fault, and nothing was sent.
 */
export function normalizeSignature(raw: RawSignature, digest: Uint8Array, address: Address): Hex {
  const bytes = typeof raw === "string" ? fromHex(raw, "signature") : raw;
  const compact = bytes[0] === 0x30 && bytes.length > 65 ? parseDer(bytes) : rs(bytes);
  if (compact === undefined) throw refuse(`answered ${bytes.length} bytes that are not a signature`, address);
  const s = toBigInt(compact.subarray(32, 64));
  if (!isLowS(compact) && s < CURVE_ORDER) compact.set(word(CURVE_ORDER - s), 32);
  // At most two candidates: cheaper than trusting v, which some services leave out and others count from 0.
  for (const v of [27, 28]) {
    compact[64] = v;
    if (recoverAddress(digest, compact) === address) return toHex(compact);
  }
  throw refuse("answered a signature of another key or of other data", address);
}

/** r ‖ s with room for v. */
function rs(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length !== 64 && bytes.length !== 65) return undefined;
  const out = new Uint8Array(65);
  out.set(bytes.subarray(0, 64));
  return out;
}

/** SEQUENCE { INTEGER r, INTEGER s }, as AWS KMS and most HSMs answer. */
function parseDer(bytes: Uint8Array): Uint8Array | undefined {
  const out = new Uint8Array(65);
  let at = 2;
  for (const end of [32, 64]) {
    const length = bytes[at + 1];
    if (bytes[at] !== 0x02 || length === undefined || length === 0 || length > 33) return undefined;
    const value = bytes.subarray(at + 2, at + 2 + length);
    const digits = value[0] === 0 ? value.subarray(1) : value;
    if (value.length !== length || digits.length > 32) return undefined;
    out.set(digits, end - digits.length);
    at += 2 + length;
  }
  return bytes[1] === bytes.length - 2 && at === bytes.length ? out : undefined;
}

function refuse(problem: string, address: Address): SigningError {
  return new SigningError({
    message: `The signer of ${address} ${problem}.`,
    action: "Check that the signing service uses this account's key and signs the digest as it is.",
    context: { address },
    retry: "never",
  });
}
