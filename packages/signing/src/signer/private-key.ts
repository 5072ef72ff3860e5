import { InvalidKeyError, Secret, SigningError } from "@pm/core-types";
import { toHex, writeHex } from "../bytes/hex.ts";
import type { SigningEngine } from "../engine/engine.ts";
import { currentEngine } from "../engine/select.ts";
import { publicKeyAddress } from "./recover.ts";
import type { LocalSigner } from "./signer.ts";

const CURVE_ORDER = Uint8Array.of(
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
  0xfe,
  0xba,
  0xae,
  0xdc,
  0xe6,
  0xaf,
  0x48,
  0xa0,
  0x3b,
  0xbf,
  0xd2,
  0x5e,
  0x8c,
  0xd0,
  0x36,
  0x41,
  0x41,
);

/**
 * A signer over a raw private key: 32 bytes, or 64 hex digits with or without `0x`.
 *
 * The key lives in a closure, so that nothing can enumerate, print or clone it; `destroy` zeroes it.
 *
 * @throws {InvalidKeyError} unless the key is 32 bytes, not zero and below the curve order. The error never
 * contains the key.
 */
export function privateKey(
  key: string | Uint8Array | Secret<string> | Secret<Uint8Array>,
  options: { readonly engine?: SigningEngine } = {},
): LocalSigner {
  const bytes = keyBytes(key);
  const engine = options.engine ?? currentEngine();
  const address = publicKeyAddress(engine.publicKey(bytes));
  const signature = new Uint8Array(65);
  let destroyed = false;
  return Object.freeze({
    address,
    signDigest: (digest: Uint8Array) => {
      if (destroyed) {
        throw new SigningError({
          message: `The signer of ${address} was destroyed.`,
          action: "Create the signer again from its key; nothing was sent.",
          context: { address },
          retry: "never",
        });
      }
      signature[64] = 27 + engine.sign(digest, bytes, signature);
      return toHex(signature);
    },
    destroy: () => {
      destroyed = true;
      bytes.fill(0);
    },
  });
}

function keyBytes(key: string | Uint8Array | Secret<string> | Secret<Uint8Array>): Uint8Array {
  const value = key instanceof Secret ? key.reveal() : key;
  const bytes = typeof value === "string" ? hexKey(value) : Uint8Array.from(value);
  if (bytes.length !== 32) throw refuse(`must be 32 bytes, not ${bytes.length}`, bytes);
  if (bytes.every((byte) => byte === 0)) throw refuse("is zero", bytes);
  if (!belowOrder(bytes)) throw refuse("is not below the order of the curve", bytes);
  return bytes;
}

function hexKey(text: string): Uint8Array {
  const hex = text.startsWith("0x") ? text : `0x${text}`;
  if (hex.length % 2 !== 0) throw refuse(`has an odd number of hex digits (${hex.length - 2})`);
  if (!/^0x[0-9a-fA-F]*$/.test(hex)) throw refuse("has a character that is not a hex digit");
  const bytes = new Uint8Array((hex.length - 2) / 2);
  writeHex(bytes, 0, hex, "privateKey");
  return bytes;
}

function belowOrder(bytes: Uint8Array): boolean {
  for (let i = 0; i < 32; i++) {
    if (bytes[i] !== CURVE_ORDER[i]) return bytes[i]! < CURVE_ORDER[i]!;
  }
  return false;
}

function refuse(problem: string, bytes?: Uint8Array): InvalidKeyError {
  bytes?.fill(0);
  return new InvalidKeyError({ message: `privateKey ${problem}.`, context: { field: "privateKey" } });
}
