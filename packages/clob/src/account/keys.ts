import { type ApiKey, apiKey, InvalidResponseError, Secret } from "@pm/core-types";
import type { BuilderCredentials } from "@pm/signing";
import { z } from "zod";
import type { CallOptions } from "../http/context.ts";
import { readWire } from "../wire/read.ts";
import { wireTime } from "../wire/scalars.ts";
import type { AccountCore } from "./core.ts";

/** A builder key of the account, without its secrets. */
export type BuilderKey = {
  readonly key: ApiKey;
  /** Unix milliseconds. */
  readonly createdAt: number | undefined;
  readonly revokedAt: number | undefined;
};

/** API keys of one account. */
export type AccountKeys = {
  readonly listApiKeys: (options?: CallOptions) => Promise<readonly ApiKey[]>;
  /** Deletes the key this account works with. The next call derives or creates another. */
  readonly deleteApiKey: (options?: CallOptions) => Promise<void>;
  /** A key that can read orders and trades, and nothing else. */
  readonly createReadOnlyKey: (options?: CallOptions) => Promise<ApiKey>;
  readonly listReadOnlyKeys: (options?: CallOptions) => Promise<readonly ApiKey[]>;
  /** False when there was no such key. */
  readonly deleteReadOnlyKey: (key: string, options?: CallOptions) => Promise<boolean>;
  /** Credentials for builder attribution and the relayer; the venue tells the secrets this once. */
  readonly createBuilderKey: (options?: CallOptions) => Promise<BuilderCredentials>;
  readonly listBuilderKeys: (options?: CallOptions) => Promise<readonly BuilderKey[]>;
};

const wireBuilderKeys = z.array(
  z.union([
    z.string().transform((key) => ({ key, createdAt: undefined, revokedAt: undefined })),
    z.looseObject({ key: z.string(), createdAt: wireTime, revokedAt: wireTime }),
  ]),
);

/** Keys of one account. `forget` drops the credentials in use. */
export function createAccountKeys({ calls }: AccountCore, forget: () => boolean): AccountKeys {
  const read = <S extends z.ZodType>(path: string, schema: S, options: CallOptions | undefined) =>
    calls.fetch(
      { method: "GET", path, endpoint: `GET ${path}`, lane: "private" },
      (json, endpoint) => readWire(schema, json, endpoint),
      options,
    );
  const create = <T>(path: string, readAnswer: (json: unknown) => T, options: CallOptions | undefined) =>
    calls.fetch(
      { method: "POST", path, endpoint: `POST ${path}`, lane: "private", idempotent: false },
      readAnswer,
      options,
    );

  return {
    listApiKeys: async (options) => {
      const { apiKeys } = await read(
        "/auth/api-keys",
        z.looseObject({ apiKeys: z.array(z.string()).nullable() }),
        options,
      );
      return (apiKeys ?? []).map((key) => apiKey(key));
    },
    deleteApiKey: async (options) => {
      await calls.fetch(
        {
          method: "DELETE",
          path: "/auth/api-key",
          endpoint: "DELETE /auth/api-key",
          lane: "private",
          idempotent: true,
        },
        () => undefined,
        options,
      );
      forget();
    },
    createReadOnlyKey: (options) =>
      create(
        "/auth/readonly-api-key",
        (json) =>
          apiKey(readWire(z.looseObject({ apiKey: z.string() }), json, "POST /auth/readonly-api-key").apiKey),
        options,
      ),
    listReadOnlyKeys: async (options) =>
      (await read("/auth/readonly-api-keys", z.array(z.string()), options)).map((key) => apiKey(key)),
    deleteReadOnlyKey: (key, options) =>
      calls.fetch(
        {
          method: "DELETE",
          path: "/auth/readonly-api-key",
          endpoint: "DELETE /auth/readonly-api-key",
          lane: "private",
          idempotent: true,
          body: JSON.stringify({ key: apiKey(key) }),
        },
        (json, endpoint) => readWire(z.boolean(), json, endpoint),
        options,
      ),
    createBuilderKey: (options) =>
      create(
        "/auth/builder-api-key",
        (json) => {
          const wire = z
            .looseObject({ key: z.string(), secret: z.string(), passphrase: z.string() })
            .safeParse(json);
          // The schema's own complaint would quote what was sent, which here is a secret.
          if (!wire.success) {
            throw new InvalidResponseError({
              message: "POST /auth/builder-api-key answered something that is not a set of credentials.",
              context: { endpoint: "POST /auth/builder-api-key" },
            });
          }
          const { key, secret, passphrase } = wire.data;
          return { key: apiKey(key), secret: new Secret(secret), passphrase: new Secret(passphrase) };
        },
        options,
      ),
    listBuilderKeys: async (options) =>
      (await read("/auth/builder-api-key", wireBuilderKeys, options)).map((row) => ({
        key: apiKey(row.key),
        createdAt: row.createdAt,
        revokedAt: row.revokedAt,
      })),
  };
}
