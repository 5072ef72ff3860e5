import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import { createVenue, FAILURE_TEXTS, type Venue } from "../index.ts";
import { request, type TestClient, testClient } from "../testing/client.ts";

describe("faults over HTTP", () => {
  let venue: Venue;
  let client: TestClient;
  let token: string;
  const order = () => ({ tokenId: token, side: "BUY", price: "0.4", size: "10" }) as const;
  const open = () => venue.ledger().orders.length;

  beforeEach(async () => {
    venue = await createVenue({ accounts: 2 });
    client = await testClient(venue, venue.ready.accounts[0]!);
    token = venue.ready.markets[0]!.tokens[0]!.tokenId;
  });
  afterEach(() => venue.close());

  it("reset-before: the connection dies and nothing happened", async () => {
    venue.inject({ kind: "reset-before", route: "POST /order" });
    await expect(client.place(order())).rejects.toThrow("fetch failed");
    expect(open()).toBe(0);
    expect((await client.place(order())).status).toBe(200);
  });

  it("reset-after: the order is on the book, its answer is not; sending it again is a duplicate", async () => {
    venue.inject({ kind: "reset-after", route: "POST /order" });
    const payload = await client.payload(order());
    await expect(client.send("POST", "/order", payload)).rejects.toThrow("fetch failed");
    expect(open()).toBe(1);
    const again = await client.send("POST", "/order", payload);
    expect(again).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("is invalid. Duplicated.") },
    });
    const posts = venue.ledger().requests.filter((one) => one.route === "POST /order");
    expect(posts.map((one) => [one.status, one.faults])).toEqual([
      [0, ["reset-after"]],
      [400, []],
    ]);
    expect(posts[0]?.orderHashes).toEqual(posts[1]?.orderHashes);
  });

  it("lost-answer: processed, silent, dropped when its time is over", async () => {
    venue.inject({ kind: "lost-answer", route: "POST /order", ms: 30 });
    await expect(client.place(order())).rejects.toThrow("fetch failed");
    expect(open()).toBe(1);
  });

  it("status: production's bodies, before processing or after it", async () => {
    venue.inject({ kind: "status", route: "POST /order", status: 425 });
    expect(await client.place(order())).toMatchObject({ status: 425, body: "service not ready" });
    venue.inject({ kind: "status", route: "POST /order", status: 429, retryAfter: 2 });
    const limited = await client.place(order());
    expect(limited).toMatchObject({ status: 429, body: { error: "Too Many Requests" } });
    expect(limited.headers.get("retry-after")).toBe("2");
    expect(open()).toBe(0);
    venue.inject({ kind: "status", route: "POST /order", status: 500, processed: true });
    expect((await client.place(order())).status).toBe(500);
    expect(open()).toBe(1);
  });

  it("status: texts that production documents for failures, with their statuses", async () => {
    for (const [text, status] of Object.entries(FAILURE_TEXTS)) {
      venue.inject({ kind: "status", route: "POST /order", text });
      expect(await client.place(order())).toMatchObject({ status, body: { error: text } });
    }
    venue.inject({ kind: "status", route: "POST /order", text: "a new one", status: 418 });
    expect(await client.place(order())).toMatchObject({ status: 418, body: { error: "a new one" } });
    expect(open()).toBe(0);
    expect(venue.ledger().faults.at(-1)).toMatchObject({ how: { text: "a new one", status: 418 } });
    for (const status of [0, 99, 600, 1000, 5000, 404.5]) {
      expect(() => venue.inject({ kind: "status", status })).toThrow("status");
    }
  });

  it("html, truncated and content-type answers", async () => {
    venue.inject({ kind: "html", route: "GET /book" });
    const page = await request(`${venue.ready.clob}/book?token_id=${token}`);
    expect(page.status).toBe(502);
    expect(page.headers.get("content-type")).toContain("text/html");
    venue.inject({ kind: "truncated", route: "GET /book" });
    const half = await request(`${venue.ready.clob}/book?token_id=${token}`);
    expect(half.status).toBe(200);
    expect(() => JSON.parse(String(half.body))).toThrow();
    venue.inject({ kind: "content-type", route: "GET /book" });
    const odd = await request(`${venue.ready.clob}/book?token_id=${token}`);
    expect(odd.headers.get("content-type")).toContain("text/plain");
    venue.inject({ kind: "reset-during", route: "GET /book" });
    await expect(request(`${venue.ready.clob}/book?token_id=${token}`)).rejects.toThrow();
  });

  it("stale-snapshot and clock-skew change what one read sees", async () => {
    venue.inject({ kind: "stale-snapshot", route: "GET /book" });
    await client.place(order());
    const path = `${venue.ready.clob}/book?token_id=${token}`;
    expect((await request(path)).body).toMatchObject({ bids: [] });
    expect((await request(path)).body).toMatchObject({ bids: [{ price: "0.4", size: "10" }] });
    venue.inject({ kind: "clock-skew", route: "GET /time", ms: 3_600_000 });
    const skewed = Number((await request(`${venue.ready.clob}/time`)).body);
    expect(skewed - Number((await request(`${venue.ready.clob}/time`)).body)).toBeGreaterThan(3500);
  });

  it("hits only the wallet, route and number of times it was told", async () => {
    const other = await testClient(venue, venue.ready.accounts[1]!);
    venue.inject({ kind: "status", status: 500, wallet: client.account.address, route: "* ", times: 1 });
    venue.inject({
      kind: "status",
      status: 500,
      wallet: client.account.address,
      route: "GET /data/*",
      times: 2,
    });
    expect((await other.get("/data/orders")).status).toBe(200);
    const seen = [];
    for (let i = 0; i < 4; i++) seen.push((await client.get("/data/orders")).status);
    expect(seen).toEqual([500, 500, 200, 200]);
  });

  it("draws the same faults from the same seed", async () => {
    const draw = async (): Promise<number[]> => {
      const clock = createVirtualClock();
      const one = await createVenue({ seed: 7, clock, accounts: 1 });
      one.inject({ kind: "status", status: 500, route: "GET /ok", probability: 0.4 });
      const seen = [];
      for (let i = 0; i < 30; i++) seen.push((await request(`${one.ready.clob}/ok`)).status);
      await one.close();
      return seen;
    };
    const first = await draw();
    expect(first).toEqual(await draw());
    expect(new Set(first)).toEqual(new Set([200, 500]));
  });
});
