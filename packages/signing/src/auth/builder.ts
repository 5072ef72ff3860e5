import { type Fetch, type Secret, SigningError } from "@pm/core-types";
import type { ApiCredentials } from "./credentials.ts";
import { hmacKey } from "./hmac.ts";
import { type L2Request, signedText, unixSeconds, wrapped } from "./request.ts";

/** The four headers that attribute a relayer or RFQ request to a builder. */
export const BUILDER_HEADERS = [
  "POLY_BUILDER_API_KEY",
  "POLY_BUILDER_PASSPHRASE",
  "POLY_BUILDER_SIGNATURE",
  "POLY_BUILDER_TIMESTAMP",
] as const;
type BuilderHeader = (typeof BUILDER_HEADERS)[number];

/** Builder credentials: of the same form as API credentials, and another kind of key. */
export type BuilderCredentials = ApiCredentials & { readonly kind?: "builder" };

/**
 * The four builder headers, signed here.
 *
 * @throws {InvalidSecretError} when the secret is not base64. @throws {ValidationError} when the timestamp is not in
 * whole seconds, or a secret is not wrapped.
 */
export function createBuilderHeaders(
  credentials: BuilderCredentials,
  request: L2Request,
): Record<BuilderHeader, string> {
  const { key, secret, passphrase } = wrapped(credentials);
  const timestamp = unixSeconds(request.timestamp);
  return {
    POLY_BUILDER_API_KEY: key,
    POLY_BUILDER_PASSPHRASE: passphrase.reveal(),
    POLY_BUILDER_SIGNATURE: hmacKey(secret)(signedText(timestamp, request)),
    POLY_BUILDER_TIMESTAMP: timestamp,
  };
}

/** Where builder headers are signed when the builder's secret stays on another server. */
export type RemoteBuilder = {
  readonly fetch: Fetch;
  /** Takes a POST of `{method, path, body, timestamp}` and answers the four headers as a JSON object. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: Secret;
};

/**
 * The four builder headers, signed by the builder's own server.
 *
 * @throws {SigningError} when the server fails, or answers anything but the four headers.
 */
export async function fetchBuilderHeaders(
  remote: RemoteBuilder,
  request: Omit<L2Request, "timestamp"> & { readonly timestamp?: number },
): Promise<Record<BuilderHeader, string>> {
  const { method, path, body, timestamp } = request;
  let text: string;
  let status: number;
  try {
    const response = await remote.fetch(remote.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(remote.token && { authorization: `Bearer ${remote.token.reveal()}` }),
      },
      body: JSON.stringify({ method, path, body, timestamp }),
    });
    status = response.status;
    text = await response.text();
  } catch (cause) {
    throw failure("cannot be reached", { path }, cause);
  }
  if (status !== 200) throw failure(`answered status ${status}`, { path, status });
  return readHeaders(text, path);
}

function readHeaders(text: string, path: string): Record<BuilderHeader, string> {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw failure("answered something that is not JSON", { path });
  }
  const fields = (typeof answer === "object" && answer !== null ? answer : {}) as Record<string, unknown>;
  const read = (name: BuilderHeader): string => {
    const value = fields[name];
    if (typeof value === "string" && value.length > 0) return value;
    throw failure(`answered no ${name}`, { path, header: name });
  };
  const [key, passphrase, signature, timestamp] = BUILDER_HEADERS;
  return {
    [key]: read(key),
    [passphrase]: read(passphrase),
    [signature]: read(signature),
    [timestamp]: read(timestamp),
  };
}

function failure(problem: string, context: Record<string, unknown>, cause?: unknown): SigningError {
  return new SigningError({
    message: `The remote builder signer ${problem}.`,
    action: "Check the builder's signing server; nothing was sent to the venue.",
    context,
    ...(cause === undefined ? {} : { cause }),
  });
}
