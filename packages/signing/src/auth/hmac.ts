import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { InvalidSecretError, type Secret } from "@pm/core-types";
import { base64Url, parseBase64 } from "../bytes/base64.ts";
import { utf8 } from "../bytes/words.ts";
import { type HmacKey, nodeHmac } from "./node-hmac.ts";

const native = nodeHmac() ?? null;
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
 * @param make Node's implementation where there is one; null for the portable one.
 * @throws {InvalidSecretError} when it is not base64.
 */
export function createHmacKey(secret: string, make: typeof native = native): HmacKey {
  const bytes = parseBase64(secret);
  if (bytes === undefined || bytes.length === 0) {
    throw new InvalidSecretError({ message: "secret is not base64.", context: { field: "secret" } });
  }
  const key = (make ?? portableKey)(bytes);
  bytes.fill(0);
  return key;
}

function portableKey(bytes: Uint8Array): HmacKey {
  const prepared = hmac.create(sha256, bytes);
  return (message) => base64Url(prepared.clone().update(utf8(message)).digest());
}
