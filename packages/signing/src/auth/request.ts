import { type Secret, ValidationError } from "@pm/core-types";
import type { ApiCredentials } from "./credentials.ts";

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

// Milliseconds of today are beyond it, seconds until the year 5138 are not.
const LIMIT = 100_000_000_000;

/** A header's time. @throws {ValidationError} unless it is whole Unix seconds: milliseconds are a common mistake. */
export function unixSeconds(timestamp: number): string {
  if (Number.isSafeInteger(timestamp) && timestamp >= 0 && timestamp < LIMIT) return String(timestamp);
  throw new ValidationError({
    message: `timestamp must be whole Unix seconds, not ${String(timestamp)}.`,
    action: "Pass Math.floor(milliseconds / 1000); nothing was sent.",
    context: { field: "timestamp", timestamp },
  });
}

/** The text that the HMAC of a request covers. */
export function signedText(timestamp: string, { method, path, body }: Omit<L2Request, "timestamp">): string {
  return timestamp + method.toUpperCase() + path + (body ?? "");
}

/** Credentials whose secrets are wrapped. @throws {ValidationError} naming one that is plain text (callers without types). */
export function wrapped(credentials: ApiCredentials): ApiCredentials {
  requireSecret(credentials.secret, "secret");
  requireSecret(credentials.passphrase, "passphrase");
  return credentials;
}

function requireSecret(value: Secret, field: string): void {
  if (typeof (value as Partial<Secret> | undefined)?.reveal === "function") return;
  throw new ValidationError({
    message: `credentials.${field} must be wrapped by secret(…).`,
    action: "Wrap it with secret() from @pm/core-types, so that no log can print it.",
    context: { field },
  });
}
