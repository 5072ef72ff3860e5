import {
  type ApiKey,
  limitAmounts,
  PRODUCTION,
  type Side,
  secret,
  type TickSize,
  type TimeInForce,
} from "@pm/core-types";
import {
  type ApiCredentials,
  buildOrder,
  createL1Headers,
  createL2Headers,
  domainFor,
  privateKey,
  type SignedOrder,
  signOrder,
  toWireOrder,
} from "@pm/signing";
import type { DevAccount, Venue } from "../index.ts";

/** One answer, as it came over the wire. */
export type Answer = { readonly status: number; readonly body: unknown; readonly headers: Headers };

/** A bare client for tests: signs, sends, and hides nothing. */
export type TestClient = {
  readonly account: DevAccount;
  readonly credentials: ApiCredentials;
  readonly get: (path: string) => Promise<Answer>;
  readonly send: (method: string, path: string, body?: unknown) => Promise<Answer>;
  readonly sign: (order: TestOrder) => Promise<SignedOrder>;
  /** The body of `POST /order`. */
  readonly payload: (order: TestOrder) => Promise<Record<string, unknown>>;
  readonly place: (order: TestOrder) => Promise<Answer>;
};

/** What a test wants to order. */
export type TestOrder = {
  readonly tokenId: string;
  readonly side: Side;
  readonly price: string;
  readonly size: string;
  readonly type?: TimeInForce;
  readonly expiration?: number;
  readonly postOnly?: boolean;
  readonly tickSize?: TickSize;
  readonly salt?: bigint;
  readonly builder?: `0x${string}`;
};

/** Requests without any authentication. */
export async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // Not every answer is JSON: 425 and the edge's pages are not.
  }
  return { status: response.status, body, headers: response.headers };
}

/** A client with an API key of its own. Timestamps are the venue's. */
export async function testClient(venue: Venue, account: DevAccount): Promise<TestClient> {
  const signer = privateKey(account.privateKey);
  const now = (): number => Math.floor(venue.now() / 1000);
  const base = venue.ready.clob;
  const l1 = await createL1Headers(signer, { chainId: 137, timestamp: now() });
  let created = await request(`${base}/auth/api-key`, { method: "POST", headers: l1 });
  if (created.status === 400) created = await request(`${base}/auth/derive-api-key`, { headers: l1 });
  const raw = created.body as { apiKey: string; secret: string; passphrase: string };
  const credentials: ApiCredentials = {
    key: raw.apiKey as ApiKey,
    secret: secret(raw.secret),
    passphrase: secret(raw.passphrase),
  };

  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const headers = createL2Headers(credentials, account.address, {
      timestamp: now(),
      method,
      path: path.split("?")[0] as string,
      ...(text === undefined ? {} : { body: text }),
    });
    return request(`${base}${path}`, {
      method,
      headers: { ...headers, "content-type": "application/json" },
      ...(text === undefined ? {} : { body: text }),
    });
  };

  let salt = 1n;
  const sign = (order: TestOrder): Promise<SignedOrder> => {
    const market = venue.ready.markets.find((one) =>
      one.tokens.some((token) => token.tokenId === order.tokenId),
    );
    const unsigned = buildOrder({
      tokenId: order.tokenId as never,
      side: order.side,
      amounts: limitAmounts({
        ...order,
        tickSize: order.tickSize ?? ((market?.tickSize ?? "0.01") as TickSize),
      }),
      maker: account.funder,
      signer: account.signatureType === 3 ? account.funder : account.address,
      signatureType: account.signatureType,
      timestamp: venue.now(),
      salt: order.salt ?? salt++,
      ...(order.builder === undefined ? {} : { builder: order.builder }),
    });
    return signOrder(
      unsigned,
      domainFor(PRODUCTION, { negRisk: market?.negRisk ?? false, version: market?.version ?? "v1" }),
      signer,
    );
  };

  const payload = async (order: TestOrder): Promise<Record<string, unknown>> => ({
    deferExec: false,
    ...(order.postOnly === undefined ? {} : { postOnly: order.postOnly }),
    order: toWireOrder(await sign(order), String(order.expiration ?? 0)),
    owner: credentials.key,
    orderType: order.type ?? "GTC",
  });

  return {
    account,
    credentials,
    send,
    sign,
    payload,
    get: (path) => send("GET", path),
    place: async (order) => send("POST", "/order", await payload(order)),
  };
}
