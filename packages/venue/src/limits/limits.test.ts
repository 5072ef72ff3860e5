import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import { createVenue, type Venue } from "../index.ts";
import { request, type TestClient, testClient } from "../testing/client.ts";
import { tierForVolume } from "./tiers.ts";

describe("limits per signer", () => {
  let venue: Venue;
  let clock: VirtualClock;
  let client: TestClient;
  let token: string;

  beforeEach(async () => {
    clock = createVirtualClock(1_800_000_000_000);
    venue = await createVenue({ clock, accounts: 2, limits: { signer: "enforce" } });
    client = await testClient(venue, venue.ready.accounts[0]!);
    token = venue.ready.markets[0]!.tokens[0]!.tokenId;
  });
  afterEach(() => venue.close());

  const place = () => client.place({ tokenId: token, side: "BUY", price: "0.01", size: "5" });
  const batch = async (count: number) => {
    const order = { tokenId: token, side: "BUY", price: "0.01", size: "5" } as const;
    return client.send(
      "POST",
      "/orders",
      await Promise.all(Array.from({ length: count }, () => client.payload(order))),
    );
  };

  it("counts orders, not requests, and refuses a batch whole", async () => {
    for (let i = 0; i < 3; i++) expect((await batch(15)).status).toBe(200);
    const last = await batch(14);
    expect(last.headers.get("poly-ratelimit-remaining")).toBe("1");
    expect(last.headers.get("poly-ratelimit-tier")).toBe("standard");
    const refused = await batch(2);
    expect(refused).toMatchObject({ status: 429, body: { error: "Too Many Requests" } });
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(refused.headers.get("poly-ratelimit-reset")).toBe("1800000001");
    expect(venue.ledger().orders).toHaveLength(59);
    await clock.advance(25);
    expect((await batch(2)).status).toBe(200);
  });

  it("charges cancel-all for what it cancelled, below zero, and then refuses cancels", async () => {
    venue.setTier(client.account.address, "elite");
    for (let i = 0; i < 9; i++) await batch(15);
    venue.setTier(client.account.address, "standard");
    const all = await client.send("DELETE", "/cancel-all");
    expect((all.body as { canceled: string[] }).canceled).toHaveLength(135);
    expect(all.headers.get("poly-ratelimit-remaining")).toBe("-16");
    expect((await client.send("DELETE", "/cancel-all")).status).toBe(429);
    expect((await place()).status).toBe(200);
    await clock.advance(213);
    expect((await client.send("DELETE", "/cancel-all")).status).toBe(200);
  });

  it("only warns in warning mode", async () => {
    venue.setLimits({ signer: "warn" });
    for (let i = 0; i < 4; i++) await batch(15);
    const over = await batch(15);
    expect(over.status).toBe(200);
    expect(over.headers.get("poly-ratelimit-warning")).toBe("true");
    expect(over.headers.get("poly-ratelimit-remaining")).toBe("-15");
  });

  it("knows tiers by volume and by decree", async () => {
    expect(tierForVolume(29_999_999_999n).name).toBe("standard");
    expect(tierForVolume(30_000_000_000n).name).toBe("copper");
    expect(tierForVolume(10_000_000_000_000n).name).toBe("elite");
    venue.setTier(client.account.address, "Gold");
    expect((await client.get("/v1/user/rate-limit-tier")).body).toEqual({ tier: "gold" });
    expect(() => venue.setTier(client.account.address, "wood")).toThrow("there are standard, copper");
  });
});

describe("limits per address", () => {
  it("delays what is over, and refuses what would wait too long", async () => {
    const clock = createVirtualClock();
    const venue = await createVenue({ clock, accounts: 0, limits: { ip: true, maxDelayMs: 10_000 } });
    const ok = () => request(`${venue.ready.clob}/ok`);
    for (let i = 0; i < 100; i++) expect((await ok()).status).toBe(200);
    let done = 0;
    const waiting = Array.from({ length: 100 }, () => ok().then(() => done++));
    while (venue.ledger().requests.length < 200) await new Promise((resolve) => setImmediate(resolve));
    const refused = await ok();
    expect(refused).toMatchObject({ status: 429, body: "error code: 1015" });
    expect(done).toBe(0);
    await clock.advance(10_000);
    await Promise.all(waiting);
    expect(done).toBe(100);
    await venue.close();
  });
});
