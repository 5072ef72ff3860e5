/**
 * Encrypted key files (Web3 Secret Storage, as ethers and geth write them). An entry point of its own: it brings
 * ethers, which is loaded at the first use.
 *
 * @packageDocumentation
 */
import { InvalidKeyError, type Secret } from "@pm/core-types";
import { fromHex, toHex } from "../bytes/hex.ts";
import type { SigningEngine } from "../engine/engine.ts";
import { keyBytes, type PrivateKeyInput, privateKey } from "../signer/private-key.ts";
import type { LocalSigner } from "../signer/signer.ts";

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
  const { decryptKeystoreJson, isKeystoreJson } = await import("ethers");
  if (!isKeystoreJson(json)) throw refuse("is not a JSON keystore of version 3");
  let key: string;
  try {
    key = (await decryptKeystoreJson(json, textOf(password), options.onProgress)).privateKey;
  } catch {
    // The cause is left out: ethers puts arguments into its messages.
    throw refuse("cannot be decrypted: the password is wrong, or the file is damaged or out of the ordinary");
  }
  const bytes = fromHex(key, "privateKey");
  try {
    return privateKey(bytes, options.engine === undefined ? {} : { engine: options.engine });
  } finally {
    bytes.fill(0);
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
  const { encryptKeystoreJson } = await import("ethers");
  const bytes = keyBytes(key);
  try {
    const signer = privateKey(bytes);
    signer.destroy();
    const account = { address: signer.address as string, privateKey: toHex(bytes) };
    const N = options.scryptN ?? 131_072;
    return await encryptKeystoreJson(account, textOf(password), {
      scrypt: { N, r: 8, p: 1 },
      ...(options.onProgress && { progressCallback: options.onProgress }),
    });
  } finally {
    bytes.fill(0);
  }
}

function textOf(password: string | Secret<string>): string {
  return typeof password === "string" ? password : password.reveal();
}

function refuse(problem: string): InvalidKeyError {
  return new InvalidKeyError({
    message: `keystore ${problem}.`,
    action: "Check the file and its password.",
    context: { field: "keystore" },
  });
}
