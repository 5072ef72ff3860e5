import type { Address } from "@pm/core-types";
import type { ApiCredentials } from "./credentials.ts";
import { hmacKey } from "./hmac.ts";
import { type L2Request, signedText, unixSeconds, wrapped } from "./request.ts";

export type { L2Request } from "./request.ts";

/** The five headers of an authenticated CLOB request. */
export type L2Headers = Record<
  "POLY_ADDRESS" | "POLY_SIGNATURE" | "POLY_TIMESTAMP" | "POLY_API_KEY" | "POLY_PASSPHRASE",
  string
>;

/**
 * The five headers of an authenticated CLOB request. `address` is the account that owns the credentials.
 *
 * @throws {InvalidSecretError} when the secret is not base64. @throws {ValidationError} when the timestamp is not in
 * whole seconds, or a secret is not wrapped.
 */
export function createL2Headers(
  credentials: ApiCredentials,
  address: Address,
  request: L2Request,
): L2Headers {
  const { key, secret, passphrase } = wrapped(credentials);
  const timestamp = unixSeconds(request.timestamp);
  return {
    POLY_ADDRESS: address,
    POLY_SIGNATURE: hmacKey(secret)(signedText(timestamp, request)),
    POLY_TIMESTAMP: timestamp,
    POLY_API_KEY: key,
    POLY_PASSPHRASE: passphrase.reveal(),
  };
}

/**
 * True when L2 headers are those of these credentials for this request: for a venue, and for tests. Header names
 * in any case; the timestamp's age is the caller's to judge.
 */
export function verifyL2(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  credentials: ApiCredentials,
  request: Omit<L2Request, "timestamp">,
): boolean {
  const read = (name: string): unknown => headers[name] ?? headers[name.toLowerCase()];
  const timestamp = read("POLY_TIMESTAMP");
  if (typeof timestamp !== "string" || !/^\d{1,16}$/.test(timestamp)) return false;
  const expected = {
    POLY_API_KEY: credentials.key,
    POLY_PASSPHRASE: credentials.passphrase.reveal(),
    POLY_SIGNATURE: hmacKey(credentials.secret)(signedText(timestamp, request)),
  };
  return Object.entries(expected).every(([name, value]) => sameText(read(name), value));
}

/** Compares in a time that does not depend on where two texts differ. */
function sameText(actual: unknown, expected: string): boolean {
  if (typeof actual !== "string" || actual.length !== expected.length) return false;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) difference |= actual.charCodeAt(i) ^ expected.charCodeAt(i);
  return difference === 0;
}
