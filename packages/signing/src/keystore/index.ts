/**
 * Encrypted key files (Web3 Secret Storage, as ethers and geth write them). An entry point of its own, because few
 * programs need it. Needs WebCrypto: in browsers, a page served by https.
 *
 * @packageDocumentation
 */
import { InvalidKeyError, type Secret, systemRandom } from "@pm/core-types";
import { toHex } from "../bytes/hex.ts";
import type { SigningEngine } from "../engine/engine.ts";
import { keyBytes, type PrivateKeyInput, privateKey } from "../signer/private-key.ts";
import type { LocalSigner } from "../signer/signer.ts";
import { crypt, deriveKey, proofOf } from "./cipher.ts";
import { readKeystoreFile } from "./file.ts";

/** How decryption and encryption go on. */
export type KeystoreOptions = {
  /** Called with the part done, from 0 to 1: deriving a key from a password takes about a second. */
  readonly onProgress?: (part: number) => void;
};

/**
 * A signer from an encrypted key file.
 *
 * @param json the file's text.
 * @throws {InvalidKeyError} for a file that is no keystore, or a wrong password. The error contains neither.
 */
export async function decryptKeystore(
  json: string,
  password: string | Secret<string>,
  options: KeystoreOptions & { readonly engine?: SigningEngine } = {},
): Promise<LocalSigner> {
  const file = readKeystoreFile(json);
  if (file === undefined) throw refuse("is not a JSON keystore of version 3");
  const key = await derived(textOf(password), file.derivation, options);
  try {
    if (toHex(proofOf(key, file.ciphertext)) !== toHex(file.mac)) {
      throw refuse("cannot be decrypted: the password is wrong or the file is damaged");
    }
    const bytes = await crypt(key, file.iv, file.ciphertext);
    try {
      const signer = privateKey(bytes, options.engine === undefined ? {} : { engine: options.engine });
      if (file.address !== undefined && `0x${file.address}` !== signer.address.toLowerCase()) {
        throw refuse("holds the key of another address than it says");
      }
      return signer;
    } finally {
      bytes.fill(0);
    }
  } finally {
    key.wipe();
  }
}

/**
 * The text of an encrypted key file.
 *
 * @param options.scryptN work factor, a power of two; default 131,072, about a second. Lower only for tests.
 * @throws {InvalidKeyError} unless the key is a valid private key.
 */
export async function encryptKeystore(
  key: PrivateKeyInput,
  password: string | Secret<string>,
  options: KeystoreOptions & { readonly scryptN?: number } = {},
): Promise<string> {
  const bytes = keyBytes(key);
  const signer = privateKey(bytes);
  signer.destroy();
  const [salt, iv, id] = [systemRandom.bytes(32), systemRandom.bytes(16), systemRandom.bytes(16)];
  const scrypt = { n: options.scryptN ?? 131_072, r: 8, p: 1 };
  const derivedKey = await derived(textOf(password), { kdf: "scrypt", salt, ...scrypt }, options);
  try {
    const ciphertext = await crypt(derivedKey, iv, bytes);
    return JSON.stringify({
      version: 3,
      id: uuid(id),
      address: signer.address.slice(2).toLowerCase(),
      crypto: {
        cipher: "aes-128-ctr",
        cipherparams: { iv: digits(iv) },
        ciphertext: digits(ciphertext),
        kdf: "scrypt",
        kdfparams: { ...scrypt, dklen: 32, salt: digits(salt) },
        mac: digits(proofOf(derivedKey, ciphertext)),
      },
    });
  } finally {
    bytes.fill(0);
    derivedKey.wipe();
  }
}

async function derived(
  password: string,
  derivation: Parameters<typeof deriveKey>[1],
  { onProgress }: KeystoreOptions,
): ReturnType<typeof deriveKey> {
  try {
    return await deriveKey(password, derivation, onProgress);
  } catch {
    // The cause is left out: it could tell what it was given.
    throw refuse("cannot be decrypted: its key derivation has parameters out of range");
  }
}

function textOf(password: string | Secret<string>): string {
  return typeof password === "string" ? password : password.reveal();
}

function digits(bytes: Uint8Array): string {
  return toHex(bytes).slice(2);
}

/** A random UUID, version 4. */
function uuid(random: Uint8Array): string {
  const bytes = Uint8Array.from(random);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return digits(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function refuse(problem: string): InvalidKeyError {
  return new InvalidKeyError({
    message: `keystore ${problem}.`,
    action: "Check the file and its password.",
    context: { field: "keystore" },
  });
}
