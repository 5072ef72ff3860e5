import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createVenue, type Venue } from "../index.ts";
import { type Answer, request, testClient } from "../testing/client.ts";

type Row = Record<string, unknown>;

describe("Gamma", () => {
  let venue: Venue;
  const get = (path: string): Promise<Answer> => request(`${venue.ready.gamma}${path}`);
  const list = async (path: string): Promise<Row[]> => (await get(path)).body as Row[];

  beforeAll(async () => {
    venue = await createVenue({ seedBooks: true, accounts: 2 });
  });
  afterAll(() => venue.close());

  it("lists markets with stringified arrays, text volumes and numeric twins", async () => {
    const markets = await list("/markets");
    expect(markets).toHaveLength(5);
    const [first] = markets;
    const ready = venue.ready.markets[0]!;
    expect(first).toMatchObject({
      id: "1",
      slug: ready.slug,
      conditionId: ready.conditionId,
      outcomes: '["Yes","No"]',
      clobTokenIds: JSON.stringify(ready.tokens.map((token) => token.tokenId)),
      orderPriceMinTickSize: 0.01,
      orderMinSize: 5,
      volume: "0",
      volumeNum: 0,
      negRisk: false,
      acceptingOrders: true,
      version: "v1",
    });
    expect(
      JSON.parse(String(first?.outcomePrices))
        .map(Number)
        .reduce((a: number, b: number) => a + b),
    ).toBeCloseTo(1);
    expect(Number(first?.bestBid)).toBeLessThan(Number(first?.bestAsk));
    expect(first?.events).toMatchObject([{ slug: ready.slug, title: ready.question }]);
  });

  it("finds by id, slug, token and condition", async () => {
    const ready = venue.ready.markets[1]!;
    const same = { conditionId: ready.conditionId };
    expect((await get("/markets/2")).body).toMatchObject(same);
    expect((await get(`/markets/slug/${ready.slug}`)).body).toMatchObject(same);
    expect(await list(`/markets?clob_token_ids=${ready.tokens[1]?.tokenId}`)).toMatchObject([same]);
    expect(await list(`/markets?condition_ids=${ready.conditionId}`)).toMatchObject([same]);
    expect(await get("/markets/999")).toMatchObject({
      status: 404,
      body: { type: "not found error", error: "id not found" },
    });
  });

  it("walks the keyset to its end, and refuses an offset there", async () => {
    const seen: unknown[] = [];
    let cursor: string | undefined = "";
    while (cursor !== undefined) {
      const { body } = await get(`/markets/keyset?limit=2&after_cursor=${cursor}`);
      const page = body as { markets: Row[]; next_cursor?: string };
      seen.push(...page.markets.map((market) => market.id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(["1", "2", "3", "4", "5"]);
    expect(await get("/events/keyset?offset=2")).toMatchObject({
      status: 422,
      body: { type: "validation error" },
    });
    const clamped = (await get("/events/keyset?limit=5000")).body as { events: Row[] };
    expect(clamped.events).toHaveLength(3);
  });

  it("groups neg-risk markets in one event, with series, tags and search", async () => {
    const events = await list("/events?tag_slug=sports");
    expect(events).toMatchObject([{ negRisk: true, enableNegRisk: true, seriesSlug: "lighthouse-cup" }]);
    expect(events[0]?.markets).toHaveLength(3);
    const [harriers] = (events[0]?.markets ?? []) as Row[];
    expect(harriers).toMatchObject({
      groupItemTitle: "Northern Harriers",
      negRiskMarketID: events[0]?.negRiskMarketID,
    });
    expect((await get("/series/1")).body).toMatchObject({
      slug: "lighthouse-cup",
      events: [{ negRisk: true }],
    });
    expect((await get("/public-search?q=lighthouse")).body).toMatchObject({
      events: [{ slug: "winner-of-the-2027-lighthouse-cup" }],
      pagination: { hasMore: false, totalResults: 1 },
    });
    expect((await list("/tags")).map((tag) => tag.slug)).toContain("bitcoin");
    expect((await get("/tags/slug/crypto")).body).toMatchObject({ label: "Crypto" });
    expect(await list("/tags/slug/crypto/related-tags/tags")).toMatchObject([{ slug: "bitcoin" }]);
  });

  it("hides closed markets unless they are asked for or named", async () => {
    const ready = venue.ready.markets[4]!;
    const client = await testClient(venue, venue.ready.accounts[0]!);
    await client.place({ tokenId: ready.tokens[0]!.tokenId, side: "BUY", price: "0.9", size: "20" });
    venue.resolve(ready.conditionId, [0, 1]);
    expect((await list("/markets")).map((market) => market.id)).not.toContain("5");
    expect(await list("/markets?closed=true")).toMatchObject([
      {
        id: "5",
        outcomePrices: '["0","1"]',
        closed: true,
        umaResolutionStatus: "resolved",
        acceptingOrders: false,
      },
    ]);
    expect(await list(`/markets?slug=${ready.slug}`)).toHaveLength(1);
    expect(Number((await list("/markets?closed=true"))[0]?.volume24hr)).toBeGreaterThan(0);
    const sorted = await list("/markets?order=id&ascending=false");
    expect(sorted[0]?.id).toBe("4");
  });

  it("keeps comments and profiles", async () => {
    const author = venue.ready.accounts[0]!.funder;
    const root = venue.comment({ body: "first", author, entityType: "Event", entityId: 2 });
    venue.comment({ body: "reply", author, entityType: "Event", entityId: 2, replyTo: root.id });
    expect(await list("/comments?parent_entity_type=Event&parent_entity_id=2")).toMatchObject([
      { body: "reply", parentCommentID: root.id },
      { body: "first" },
    ]);
    expect(await list(`/comments/${root.id}`)).toHaveLength(2);
    expect((await get("/events/2")).body).toMatchObject({ commentCount: 2 });
    expect((await get(`/public-profile?address=${author}`)).body).toMatchObject({
      proxyWallet: author.toLowerCase(),
    });
    expect((await get(`/public-profile?address=0x${"9".repeat(40)}`)).status).toBe(404);
    expect((await get("/public-profile?address=me")).status).toBe(400);
  });
});
