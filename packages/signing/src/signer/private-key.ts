import { InvalidKeyError, type Secret, SigningError } from "@pm/core-types";
import { fromHex, toHex } from "../bytes/hex.ts";
import { toBigInt } from "../bytes/words.ts";
import { CURVE_ORDER } from "../engine/curve-order.ts";
import type { SigningEngine } from "../engine/engine.ts";
import { currentEngine } from "../engine/select.ts";
import { publicKeyAddress } from "./recover.ts";
import type { LocalSigner } from "./signer.ts";

/** A raw private key: 32 bytes, or 64 hex digits with or without `0x`, wrapped as a secret or not. */
export type PrivateKeyInput = string | Uint8Array | Secret<string> | Secret<Uint8Array>;

/**
 * A signer over a raw private key.
 *
 * The key lives in a closure: nothing can enumerate, print, serialise or clone it; `destroy` zeroes it. A key
 * given as text stays in the host's memory until it is collected; give bytes, and zero them, to avoid that.
 *
 * @param options.engine default: the engine in use (`signingEngine()`).
 * @throws {InvalidKeyError} unless the key is 32 bytes, not zero and below the curve order. The error never
 * contains the key.
 */
export function privateKey(
  key: PrivateKeyInput,
  options: { readonly engine?: SigningEngine } = {},
): LocalSigner {
  const bytes = keyBytes(key);
  const engine = options.engine ?? currentEngine();
  const address = publicKeyAddress(engine.publicKey(bytes));
  const signature = new Uint8Array(65);
  const rs = signature.subarray(0, 64);
  let destroyed = false;
  return Object.freeze({
    address,
    signDigest: (digest: Uint8Array) => {
      if (destroyed) throw destroyedError(address);
      if (digest.length !== 32) throw digestError(digest.length);
      signature[64] = 27 + engine.sign(digest, bytes, rs);
      return toHex(signature);
    },
    destroy: () => {
      destroyed = true;
      bytes.fill(0);
    },
  });
}

/** The 32 bytes of a key, a fresh copy. @throws {InvalidKeyError} unless it is a valid private key. */
export function keyBytes(key: PrivateKeyInput): Uint8Array {
  const value = key instanceof Object && "reveal" in key ? key.reveal() : key;
  const bytes = typeof value === "string" ? hexKey(value) : copyKey(value);
  if (bytes.length !== 32) throw refuse(`must be 32 bytes, not ${bytes.length}`, bytes);
  const scalar = toBigInt(bytes);
  if (scalar === 0n) throw refuse("is zero", bytes);
  if (scalar >= CURVE_ORDER) throw refuse("is not below the order of the curve", bytes);
  return bytes;
}

function hexKey(text: string): Uint8Array {
  // As read from a file with its last line break.
  if (text.trim() !== text) throw refuse("has white space around it");
  const hex = text.startsWith("0x") ? text : `0x${text}`;
  if (hex.length % 2 !== 0) throw refuse(`has an odd number of hex digits (${hex.length - 2})`);
  try {
    return fromHex(hex, "privateKey");
  } catch {
    throw refuse("has a character that is not a hex digit");
  }
}

function copyKey(value: unknown): Uint8Array {
  if (!ArrayBuffer.isView(value)) throw refuse("must be 32 bytes or 64 hex digits");
  return Uint8Array.from(value as Uint8Array);
}

function refuse(problem: string, bytes?: Uint8Array): InvalidKeyError {
  bytes?.fill(0);
  return new InvalidKeyError({ message: `privateKey ${problem}.`, context: { field: "privateKey" } });
}

function destroyedError(address: string): SigningError {
  return new SigningError({
    message: `The signer of ${address} was destroyed.`,
    action: "Create the signer again from its key; nothing was sent.",
    context: { address },
    retry: "never",
  });
}

function digestError(length: number): SigningError {
  return new SigningError({
    message: `A digest must be 32 bytes, not ${length}.`,
    action: "Hash the data first; nothing was sent.",
    context: { field: "digest" },
    retry: "never",
  });
}
