import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { InvalidSecretError, type Secret } from "@pm/core-types";
import { base64Url, parseBase64 } from "../bytes/base64.ts";
import { utf8 } from "../bytes/words.ts";
import { nodeBuiltin } from "../engine/platform.ts";

/** Signs messages with one secret: url-safe base64 of HMAC-SHA256, padding kept. */
export type HmacKey = (message: string) => string;

type NodeCrypto = {
  readonly createSecretKey: (bytes: Uint8Array) => object;
  readonly createHmac: (
    hash: string,
    key: object,
  ) => { update(text: string): { digest(encoding: string): string } };
};

const nodeCrypto = nodeBuiltin<NodeCrypto>("node:crypto") ?? null;
const keys = new WeakMap<Secret, HmacKey>();

/**
 * HMAC-SHA256 of `message`, as url-safe base64 with padding.
 *
 * @param secret base64 or base64url, padded or not. The key of a `Secret` is made once and kept while it lives.
 * @throws {InvalidSecretError} when the secret is not base64; the error never contains it.
 */
export function hmacSignature(secret: string | Secret, message: string): string {
  return hmacKey(secret)(message);
}

/** The key of a secret, made once per `Secret`. @throws {InvalidSecretError} when it is not base64. */
export function hmacKey(secret: string | Secret): HmacKey {
  if (typeof secret === "string") return createHmacKey(secret);
  // Revealing comes first: a destroyed secret signs nothing more, whatever was made of it before.
  const text = secret.reveal();
  let key = keys.get(secret);
  if (key === undefined) {
    key = createHmacKey(text);
    keys.set(secret, key);
  }
  return key;
}

/**
 * A key of a secret's text.
 *
 * @param native Node's crypto where there is one; null for the portable implementation.
 * @throws {InvalidSecretError} when it is not base64.
 */
export function createHmacKey(secret: string, native: NodeCrypto | null = nodeCrypto): HmacKey {
  const bytes = parseBase64(secret);
  if (bytes === undefined || bytes.length === 0) {
    throw new InvalidSecretError({ message: "secret is not base64.", context: { field: "secret" } });
  }
  const key = native === null ? portableKey(bytes) : nativeKey(bytes, native);
  bytes.fill(0);
  return key;
}

function nativeKey(bytes: Uint8Array, { createHmac, createSecretKey }: NodeCrypto): HmacKey {
  const key = createSecretKey(bytes);
  // 32 bytes are 43 digits and one sign of padding, which Node's base64url leaves out.
  return (message) => `${createHmac("sha256", key).update(message).digest("base64url")}=`;
}

function portableKey(bytes: Uint8Array): HmacKey {
  const prepared = hmac.create(sha256, bytes);
  return (message) => base64Url(prepared.clone().update(utf8(message)).digest());
}
