import type { Address } from "@pm/core-types";
import type { ApiCredentials } from "./credentials.ts";
import { hmacKey } from "./hmac.ts";

/** What of a request is authenticated. */
export type L2Request = {
  /** Unix seconds. */
  readonly timestamp: number;
  readonly method: string;
  /** Without host and without query. */
  readonly path: string;
  /** The exact text that is sent; nothing when there is no body. */
  readonly body?: string;
};

/**
 * The five headers of an authenticated CLOB request. `address` is the account that owns the credentials.
 *
 * @throws {InvalidKeyError} when the secret is not base64.
 */
export function createL2Headers(
  credentials: ApiCredentials,
  address: Address,
  request: L2Request,
): Record<string, string> {
  const timestamp = String(request.timestamp);
  const message = timestamp + request.method.toUpperCase() + request.path + (request.body ?? "");
  return {
    POLY_ADDRESS: address,
    POLY_SIGNATURE: hmacKey(credentials.secret)(message),
    POLY_TIMESTAMP: timestamp,
    POLY_API_KEY: credentials.key,
    POLY_PASSPHRASE: credentials.passphrase.reveal(),
  };
}
