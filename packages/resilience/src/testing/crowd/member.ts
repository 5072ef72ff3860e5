import { type ApiKey, address, localEnvironment, secret, type TokenId } from "@pm/core-types";
import { createL1Headers, createL2Headers, createOrderSigner, domainFor, privateKey } from "@pm/signing";
import type { Venue } from "@pm/venue";
import type { HttpRequest, Transport } from "../../http/index.ts";

/** A wallet at the venue, with a key of its own: makes the requests that it may send. */
export type Member = {
  /** Lower case. */
  readonly wallet: string;
  /** Any request with the wallet's headers; `path` without its query. */
  readonly signed: (method: string, path: string, extra?: SignedExtra) => HttpRequest;
  /** One order that the venue takes on its book. */
  readonly place: () => HttpRequest;
  /** Well-formed orders for a token without a book: each is counted, none costs the venue a signature check. */
  readonly placeMany: (count: number) => HttpRequest;
  /** Ids nobody has. */
  readonly cancelMany: (count: number) => HttpRequest;
  readonly cancelAll: () => HttpRequest;
};

type SignedExtra = {
  readonly body?: string;
  readonly query?: string;
  readonly cost?: number;
  readonly endpoint?: string;
};

/** Creates the API key of the venue's account number `index` through `send`; `now` is Unix milliseconds. */
export async function joinVenue(
  venue: Venue,
  index: number,
  send: Transport,
  now: () => number,
): Promise<Member> {
  const { clob, chainId, accounts, markets } = venue.ready;
  const account = accounts[index]!;
  const signer = privateKey(account.privateKey);
  const seconds = () => Math.floor(now() / 1000);
  const made = await send({
    method: "POST",
    url: `${clob}/auth/api-key`,
    endpoint: "POST /auth/api-key",
    surface: "clob-private",
    headers: await createL1Headers(signer, { chainId, timestamp: seconds() }),
  });
  const { apiKey, secret: apiSecret, passphrase } = made.json() as Record<string, string>;
  const credentials = { key: apiKey as ApiKey, secret: secret(apiSecret!), passphrase: secret(passphrase!) };
  const market = markets.find(({ negRisk, tickSize }) => !negRisk && tickSize === "0.01")!;
  const orders = createOrderSigner({
    signer,
    credentials,
    maker: address(account.funder),
    signatureType: account.signatureType,
    domain: domainFor(localEnvironment(venue.ready), { negRisk: false }),
  });
  const wallet = signer.address.toLowerCase();
  const signed: Member["signed"] = (method, path, { body, query = "", cost, endpoint } = {}) => ({
    method,
    url: `${clob}${path}${query}`,
    endpoint: endpoint ?? `${method} ${path}`,
    surface: "clob-private",
    wallet,
    headers: () =>
      createL2Headers(credentials, signer.address, {
        timestamp: seconds(),
        method,
        path,
        ...(body === undefined ? {} : { body }),
      }),
    ...(body === undefined ? {} : { body }),
    ...(cost === undefined ? {} : { cost }),
  });
  const order = (tokenId: string): string =>
    orders.signOrderRequest({
      tokenId: tokenId as TokenId,
      side: "BUY",
      price: "0.01",
      size: "5",
      tickSize: "0.01",
      timestamp: Math.floor(now()),
    }).body;
  const nowhere = order("1");
  const batches = new Map<number, string>();
  const batch = (count: number): string => {
    const body = batches.get(count) ?? `[${Array(count).fill(nowhere).join(",")}]`;
    batches.set(count, body);
    return body;
  };

  return {
    wallet,
    signed,
    place: () => signed("POST", "/order", { body: order(market.tokens[0]!.tokenId) }),
    placeMany: (count) => signed("POST", "/orders", { body: batch(count), cost: count }),
    cancelMany: (count) => {
      const ids = Array.from({ length: count }, (_, n) => `0x${n.toString(16).padStart(64, "0")}`);
      return signed("DELETE", "/orders", { body: JSON.stringify(ids), cost: count });
    },
    cancelAll: () => signed("DELETE", "/cancel-all"),
  };
}
