import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { InvalidKeyError, Secret } from "@pm/core-types";
import { base64Url, parseBase64 } from "../bytes/base64.ts";
import { utf8 } from "../bytes/words.ts";

/** Signs messages with one secret; url-safe base64 with its padding kept. */
export type HmacKey = (message: string) => string;

const keys = new WeakMap<Secret, HmacKey>();

/**
 * HMAC-SHA256 of `message`, as url-safe base64 with padding.
 *
 * @param secret base64 or base64url, padded or not; its key object is kept for as long as the `Secret` lives.
 * @throws {InvalidKeyError} when the secret is not base64; the error never contains it.
 */
export function hmacSignature(secret: string | Secret, message: string): string {
  return hmacKey(secret)(message);
}

/** The key of a secret, parsed once per `Secret`. @throws {InvalidKeyError} when it is not base64. */
export function hmacKey(secret: string | Secret): HmacKey {
  if (!(secret instanceof Secret)) return createKey(secret);
  let key = keys.get(secret);
  if (key === undefined) {
    key = createKey(secret.reveal());
    keys.set(secret, key);
  }
  return key;
}

function createKey(secret: string): HmacKey {
  const bytes = parseBase64(secret);
  if (bytes === undefined || bytes.length === 0) {
    throw new InvalidKeyError({
      message: "secret is not base64.",
      action: "Copy the API secret again exactly as the venue gave it (base64 or base64url).",
      context: { field: "secret" },
    });
  }
  const prepared = hmac.create(sha256, bytes);
  bytes.fill(0);
  return (message) => base64Url(prepared.clone().update(utf8(message)).digest());
}
