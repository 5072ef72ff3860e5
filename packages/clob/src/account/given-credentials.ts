import { apiKey, Secret, ValidationError } from "@pm/core-types";
import type { ApiCredentials } from "@pm/signing";

/** API credentials as a user has them: plain strings are wrapped at once, and nothing prints them. */
export type GivenCredentials = {
  /** The key's id, a UUID. */
  readonly key: string;
  /** Base64, as the venue gave it. */
  readonly secret: string | Secret;
  readonly passphrase: string | Secret;
};

/** Credentials as they are used. @throws {ValidationError} a part is missing or empty. @throws {InvalidIdError} the key is none. */
export function givenCredentials(given: GivenCredentials): ApiCredentials {
  const parts: Partial<Record<keyof GivenCredentials, unknown>> = given ?? {};
  return {
    key: apiKey(text("key", parts.key)),
    secret: secretOf("secret", parts.secret),
    passphrase: secretOf("passphrase", parts.passphrase),
  };
}

function secretOf(field: keyof GivenCredentials, value: unknown): Secret {
  return value instanceof Secret ? value : new Secret(text(field, value));
}

/** The value itself is never quoted: it may be a secret in the wrong place. */
function text(field: keyof GivenCredentials, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw new ValidationError({
    message: `credentials.${field} must be a string that is not empty.`,
    action:
      "Pass { key, secret, passphrase } as the venue gave them, or leave credentials out: they are derived.",
    context: { field: `credentials.${field}` },
  });
}
