import { describe, expect, it } from "@jest/globals";
import { type ApiKey, address, localEnvironment, secret, systemClock, type TokenId } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import { createL1Headers, createL2Headers, createOrderSigner, domainFor, privateKey } from "@pm/signing";
import { createVenue, type Venue } from "@pm/venue";
import { type HttpRequest, pipeline, type Transport } from "../http/index.ts";
import { createTransport } from "../http/transport.ts";
import { createPump } from "../testing/pump.ts";
import { createLimiter, limitRequests } from "./index.ts";

const WALLETS = 6;
const SECONDS = 12;

/** A wallet's requests as the venue wants them: keyed, signed, each with headers of its own. */
async function member(venue: Venue, index: number, ask: Transport, now: () => number) {
  const { clob, chainId, accounts, markets } = venue.ready;
  const account = accounts[index]!;
  const signer = privateKey(account.privateKey);
  const seconds = () => Math.floor(now() / 1000);
  const derived = await ask({
    method: "POST",
    url: `${clob}/auth/api-key`,
    endpoint: "POST /auth/api-key",
    surface: "clob-private",
    headers: await createL1Headers(signer, { chainId, timestamp: seconds() }),
  });
  const { apiKey, secret: apiSecret, passphrase } = derived.json() as Record<string, string>;
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
  const signed = (method: string, path: string, body?: string): HttpRequest => ({
    method,
    url: clob + path,
    endpoint: `${method} ${path}`,
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
  });
  return {
    place: (): HttpRequest => {
      const { body } = orders.signOrderRequest({
        tokenId: market.tokens[0]!.tokenId as TokenId,
        side: "BUY",
        price: "0.01",
        size: "5",
        tickSize: "0.01",
        timestamp: now(),
      });
      return signed("POST", "/order", body);
    },
    cancelMany: (count: number): HttpRequest => ({
      ...signed(
        "DELETE",
        "/orders",
        JSON.stringify(Array.from({ length: count }, (_, n) => `0x${n.toString(16).padStart(64, "0")}`)),
      ),
      cost: count,
    }),
    cancelAll: (): HttpRequest => signed("DELETE", "/cancel-all"),
  };
}

describe("limiter against the local venue, over HTTP, with both layers enforced", () => {
  it("meets no refusal while every wallet asks for more than it may have", async () => {
    const clock = createVirtualClock(1_800_000_000_000);
    const venue = await createVenue({
      clock,
      accounts: WALLETS,
      limits: { signer: "enforce", ip: true, maxDelayMs: 1 },
    });
    const http = createTransport({ clock: systemClock });
    const pump = createPump(clock, http);
    const limiter = createLimiter({ clock, maxWaitMs: 1e9 });
    const statuses = new Map<string, number>();
    const send = pipeline(async (request) => {
      const response = await pump.transport(request);
      const key = `${request.endpoint} ${response.status}`;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
      return response;
    }, limitRequests(limiter));
    const members = await Promise.all(
      Array.from({ length: WALLETS }, (_, index) => member(venue, index, http, clock.now)),
    );
    let over = false;
    const forever = async (next: () => HttpRequest) => {
      while (!over) await send(next()).catch(() => {});
    };
    const tokenId = venue.ready.markets[0]!.tokens[0]!.tokenId;
    const read = (): HttpRequest => ({
      method: "GET",
      url: `${venue.ready.clob}/tick-size?token_id=${tokenId}`,
      endpoint: "GET /tick-size",
      surface: "clob-public",
    });
    const running = members.flatMap(({ place, cancelMany, cancelAll }, index) => [
      ...Array.from({ length: 4 }, () => forever(place)),
      forever(() => cancelMany(20 + index)),
      forever(index === 0 ? cancelAll : () => cancelMany(5)),
      ...Array.from({ length: 5 }, () => forever(read)),
    ]);
    await pump.run(SECONDS * 1000);
    over = true;
    limiter.close();
    await pump.run(SECONDS * 1000 + 50);
    await Promise.all(running);
    await http.close();
    await venue.close();

    expect([...statuses].filter(([key]) => !key.endsWith(" 200"))).toEqual([]);
    // 48 at once and 32 a second: what 80 % of the standard tier gives, but for the little that headers take away.
    const placed = statuses.get("POST /order 200") ?? 0;
    expect(placed).toBeGreaterThan(0.9 * WALLETS * (48 + 32 * (SECONDS - 1)));
    expect(placed).toBeLessThanOrEqual(WALLETS * (48 + 32 * SECONDS));
    expect(statuses.get("GET /tick-size 200")).toBe(160 * 2);
  }, 120_000);
});
