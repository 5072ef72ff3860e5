import type { VenueContext } from "../context.ts";
import { isRecord, jsonBody } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { Handler, Routes } from "../http/router.ts";
import { isoTime } from "../wire/time.ts";

/** API keys: created and derived by an EIP-712 proof, listed and revoked by the key itself. */
export function keyRoutes(context: VenueContext): Routes {
  const { auth, keys, engine } = context;
  const readonlyKeys: Handler = (request) => {
    const { address } = auth.l2(request);
    return json(keys.list(address, "readonly").map((record) => record.key));
  };
  return {
    "POST /auth/api-key": (request) => {
      const { address, nonce } = auth.l1(request);
      const record = keys.create(address, nonce);
      if (record === undefined) throw new Refusal(400, "Could not create api key");
      return json({ apiKey: record.key, secret: record.secret, passphrase: record.passphrase });
    },
    "GET /auth/derive-api-key": (request) => {
      const { address, nonce } = auth.l1(request);
      const record = keys.derive(address, nonce);
      if (record === undefined) throw new Refusal(400, "Could not derive api key!");
      return json({ apiKey: record.key, secret: record.secret, passphrase: record.passphrase });
    },
    "GET /auth/api-keys": (request) => {
      const { address } = auth.l2(request);
      return json({ apiKeys: keys.list(address, "normal").map((record) => record.key) });
    },
    "DELETE /auth/api-key": (request) => {
      const record = auth.l2(request);
      engine.cancelAll(record.key);
      keys.revoke(record.key);
      return json("OK");
    },
    "GET /auth/ban-status/closed-only": (request) => {
      const { address } = auth.l2(request);
      return json({ closed_only: context.isClosedOnly(address) });
    },
    "POST /auth/readonly-api-key": (request) => {
      const { address } = auth.l2(request);
      const count = keys.list(address, "readonly").length;
      const record = keys.create(address, `${context.clock.now()}-${count}`, "readonly");
      if (record === undefined) throw new Refusal(400, "Could not create api key");
      return json({ apiKey: record.key });
    },
    "GET /auth/readonly-api-key": readonlyKeys,
    "GET /auth/readonly-api-keys": readonlyKeys,
    "DELETE /auth/readonly-api-key": (request) => {
      const { address } = auth.l2(request);
      const body = jsonBody(request, "Invalid payload");
      const key = isRecord(body) && typeof body.key === "string" ? body.key : "";
      const owned = keys.list(address, "readonly").some((record) => record.key === key);
      return json(owned && keys.revoke(key));
    },
    "POST /auth/builder-api-key": (request) => {
      const { address } = auth.l2(request);
      const count = keys.list(address, "builder").length;
      const record = keys.create(address, `${context.clock.now()}-${count}`, "builder");
      if (record === undefined) throw new Refusal(500, "could not create builder api key");
      return json({ key: record.key, secret: record.secret, passphrase: record.passphrase });
    },
    "GET /auth/builder-api-key": (request) => {
      const { address } = auth.l2(request);
      return json(
        keys
          .all()
          .filter((record) => record.kind === "builder" && record.address === address)
          .map((record) => ({
            key: record.key,
            createdAt: isoTime(record.createdAt),
            revokedAt: record.revokedAt === undefined ? null : isoTime(record.revokedAt),
          })),
      );
    },
    "DELETE /auth/builder-api-key": (request) => {
      const record = builderOf(context, request);
      if (!keys.revoke(record)) throw new Refusal(500, `could not revoke the builder api key: ${record}`);
      return json("OK");
    },
  };
}

/** The builder key to revoke: by its own headers, or the newest of the account by plain L2 headers. */
function builderOf(context: VenueContext, request: Parameters<Routes[string]>[0]): string {
  if (request.headers.poly_builder_api_key !== undefined) return context.auth.builder(request).key;
  const { address } = context.auth.l2(request);
  const newest = context.keys.list(address, "builder").at(-1);
  if (newest === undefined) throw new Refusal(400, "invalid revoke builder api key headers");
  return newest.key;
}
