import { pbkdf2Async } from "@noble/hashes/pbkdf2.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { InvalidKeyError } from "@pm/core-types";
import { concat, utf8 } from "../bytes/words.ts";
import { keccak256 } from "../keccak/keccak.ts";
import type { KeyDerivation } from "./file.ts";

/** What a password derives to: 16 bytes that encrypt, and 16 that prove that it was the right one. */
export type DerivedKey = {
  readonly cipher: Uint8Array;
  readonly proof: Uint8Array;
  readonly wipe: () => void;
};

/** Derives the keys of a file from a password: about a second's work with the usual parameters. */
export async function deriveKey(
  password: string,
  derivation: KeyDerivation,
  onProgress: (part: number) => void = () => {},
): Promise<DerivedKey> {
  // Unicode writes some letters in several ways; wallets agree on this one.
  const text = utf8(password.normalize("NFKC"));
  const { salt } = derivation;
  onProgress(0);
  const derived =
    derivation.kdf === "scrypt"
      ? await scryptAsync(text, salt, {
          N: derivation.n,
          r: derivation.r,
          p: derivation.p,
          dkLen: 32,
          onProgress,
        })
      : await pbkdf2Async(derivation.hash === "sha256" ? sha256 : sha512, text, salt, {
          c: derivation.rounds,
          dkLen: 32,
        });
  onProgress(1);
  text.fill(0);
  return {
    cipher: derived.subarray(0, 16),
    proof: derived.subarray(16),
    wipe: () => void derived.fill(0),
  };
}

/** The digest by which a file tells the right password from a wrong one. */
export function proofOf(key: DerivedKey, ciphertext: Uint8Array): Uint8Array {
  return keccak256(concat(key.proof, ciphertext));
}

/**
 * AES-128 in counter mode, which encrypts and decrypts alike.
 *
 * @throws {InvalidKeyError} where the platform has no WebCrypto.
 */
export async function crypt(key: DerivedKey, iv: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto as { readonly subtle?: typeof globalThis.crypto.subtle };
  if (subtle === undefined) {
    throw new InvalidKeyError({
      message: "keystore needs WebCrypto, which this page does not have.",
      action: "Serve the page by https, or from localhost: browsers have WebCrypto there only.",
      context: { field: "keystore" },
    });
  }
  const imported = await subtle.importKey("raw", Uint8Array.from(key.cipher), "AES-CTR", false, ["encrypt"]);
  const counter = { name: "AES-CTR", counter: Uint8Array.from(iv), length: 128 };
  return new Uint8Array(await subtle.encrypt(counter, imported, Uint8Array.from(data)));
}
