import type { ApiKey, Secret } from "@pm/core-types";

/** What the venue gave for a signer: the key id, its HMAC secret (base64) and the passphrase. */
export type ApiCredentials = {
  readonly key: ApiKey;
  readonly secret: Secret;
  readonly passphrase: Secret;
};
