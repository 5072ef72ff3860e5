import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { PRODUCTION } from "@pm/core-types";
import { domainFor, privateKey, signOrder, toWireOrder } from "@pm/signing";
import { createVenue, type Venue } from "../index.ts";
import { request, type TestClient, testClient } from "../testing/client.ts";

describe("markets of protocol version 2", () => {
  let venue: Venue;
  let client: TestClient;

  beforeAll(async () => {
    venue = await createVenue({
      accounts: 1,
      events: [
        {
          slug: "tide",
          title: "High tide?",
          negRisk: false,
          version: "v2",
          markets: [{ slug: "tide", question: "High tide?" }],
        },
      ],
    });
    client = await testClient(venue, venue.ready.accounts[0]!);
  });
  afterAll(() => venue.close());

  it("are listed by position ids, and by 31 bytes on Gamma", async () => {
    const [market] = venue.ready.markets;
    const [listed] = (await request(`${venue.ready.gamma}/markets`)).body as Record<string, unknown>[];
    expect(listed).toMatchObject({
      version: "v2",
      clobTokenIds: null,
      positionIds: market?.tokens.map((token) => token.tokenId),
      resolutionStatus: "active",
    });
    expect(listed?.conditionId).toHaveLength(64);
    expect(market?.conditionId).toBe(`${String(listed?.conditionId)}00`);
    const ids = market?.tokens.map((token) => BigInt(token.tokenId)) ?? [];
    expect(ids[1]! - ids[0]!).toBe(1n);
    expect((await request(`${venue.ready.clob}/clob-markets/${market?.conditionId}`)).body).toMatchObject({
      v: "v2",
    });
    expect((await request(`${venue.ready.clob}/clob-markets/${listed?.conditionId}`)).status).toBe(404);
    const book = await request(`${venue.ready.clob}/book?token_id=${market?.tokens[0]?.tokenId}`);
    expect(book.body).toMatchObject({ version: "v2" });
  });

  it("take orders signed for Exchange V3, and call others of the wrong version", async () => {
    const order = {
      tokenId: venue.ready.markets[0]!.tokens[0]!.tokenId,
      side: "BUY",
      price: "0.4",
      size: "10",
    } as const;
    const good = await client.sign(order);
    const old = await signOrder(
      good.order,
      domainFor(PRODUCTION, { negRisk: false }),
      privateKey(client.account.privateKey),
    );
    const body = { order: toWireOrder(old), owner: client.credentials.key, orderType: "GTC" };
    expect(await client.send("POST", "/order", body)).toMatchObject({
      status: 400,
      body: { error: "order_version_mismatch" },
    });
    expect(await client.place(order)).toMatchObject({ status: 200, body: { success: true, status: "live" } });
    const held = await client.get(`/balance-allowance?asset_type=CONDITIONAL-V2&token_id=${order.tokenId}`);
    expect(held).toMatchObject({ status: 200, body: { balance: "0" } });
  });
});
