import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVenue, type LedgerDump, PortInUseError, type Venue, VenueUsageError } from "../index.ts";
import { request, testClient } from "../testing/client.ts";

describe("control API", () => {
  let venue: Venue;
  const call = (method: string, name: string, body?: unknown) =>
    request(`${venue.ready.control}/${name}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  beforeEach(async () => {
    venue = await createVenue({ accounts: 4 });
  });
  afterEach(() => venue.close());

  it("dumps the ledger: balances, orders, trades, requests", async () => {
    const client = await testClient(venue, venue.ready.accounts[0]!);
    const token = venue.ready.markets[0]!.tokens[0]!.tokenId;
    await client.place({ tokenId: token, side: "BUY", price: "0.4", size: "10" });
    const dump = (await call("GET", "ledger")).body as LedgerDump;
    expect(dump.orders).toMatchObject([{ price: "0.4", size: "10", matched: "0", status: "LIVE" }]);
    expect(dump.balances.find((one) => one.address === client.account.funder)).toMatchObject({
      collateral: "10000",
      reserved: "4",
    });
    expect(dump.requests.at(-1)).toMatchObject({
      method: "POST",
      path: "/order",
      status: 200,
      wallet: client.account.address,
      orderHashes: [dump.orders[0]?.id],
    });
  });

  it("funds, advances, sets modes and ticks, resolves, and checks conservation", async () => {
    const stranger = "0x00000000000000000000000000000000000000A1";
    const { conditionId } = venue.ready.markets[0]!;
    expect((await call("POST", "fund", { address: stranger, amount: "12.5" })).status).toBe(200);
    expect(venue.ledger().balances.find((one) => one.address === stranger)?.collateral).toBe("12.5");
    const before = venue.now();
    await call("POST", "advance", { ms: 60_000 });
    expect(venue.now() - before).toBeGreaterThanOrEqual(60_000);
    await call("POST", "mode", { mode: "cancel-only" });
    expect((await call("GET", "mode")).body).toMatchObject({ mode: "cancel-only" });
    await call("POST", "tick-size", { conditionId, tickSize: "0.001" });
    expect(venue.engine.market(conditionId)?.tickSize).toBe("0.001");
    await call("POST", "resolve", { conditionId, payouts: [0, 1] });
    expect(venue.engine.market(conditionId)?.state).toBe("resolved");
    expect((await call("GET", "conservation")).body).toMatchObject({ ok: true, problems: [] });
  });

  it("injects and removes faults", async () => {
    const { body } = await call("POST", "fault", {
      kind: "status",
      status: 503,
      route: "GET /ok",
      times: null,
    });
    expect((await request(`${venue.ready.clob}/ok`)).status).toBe(503);
    await call("DELETE", "fault", { id: (body as { id: string }).id });
    expect((await request(`${venue.ready.clob}/ok`)).status).toBe(200);
  });

  it("lists events, moves positions, closes markets, comments, and runs fault scripts", async () => {
    const { funder, address } = venue.ready.accounts[0]!;
    const event = {
      slug: "snow",
      title: "Snow?",
      negRisk: false,
      markets: [{ slug: "snow", question: "Snow?", tickSize: "0.001" }],
    };
    const listed = (await call("POST", "event", event)).body as { conditionIds: string[] };
    const [conditionId] = listed.conditionIds as [string];
    expect((await request(`${venue.ready.clob}/markets/${conditionId}`)).body).toMatchObject({
      question: "Snow?",
      minimum_tick_size: 0.001,
    });
    const move = { address: funder, conditionId, amount: "10" };
    expect(await call("POST", "split", move)).toMatchObject({ body: { ok: true } });
    expect(await call("POST", "merge", { ...move, amount: "4" })).toMatchObject({ body: { ok: true } });
    expect(await call("POST", "merge", { ...move, amount: "7" })).toMatchObject({ body: { ok: false } });
    await call("POST", "resolve", { conditionId, payouts: [1, 0] });
    expect(await call("POST", "redeem", { address: funder, conditionId })).toMatchObject({
      body: { paid: "6" },
    });

    const other = venue.ready.markets[0]!.conditionId;
    await call("POST", "market-state", { conditionId: other, state: "closed" });
    expect(venue.engine.market(other)?.acceptingOrders).toBe(false);
    const builder = `0x${"b1".repeat(32)}`;
    await call("POST", "builder-rates", { builder, takerBps: 50, makerBps: 0 });
    expect(venue.engine.builderRates(builder as never)).toMatchObject({ takerBps: 50 });
    const comment = { body: "Hm.", author: funder, entityType: "Event", entityId: 1 };
    expect(await call("POST", "comment", comment)).toMatchObject({
      status: 200,
      body: { id: "1", body: "Hm." },
    });
    expect(await call("POST", "relayer-key", { address })).toMatchObject({
      body: { key: venue.relayerKey(address) },
    });

    const script = [
      { kind: "latency", ms: 1 },
      { kind: "drop", times: 2 },
    ];
    const { ids } = (await call("POST", "faults", { script })).body as { ids: string[] };
    expect(((await call("GET", "faults")).body as { id: string }[]).map((one) => one.id)).toEqual(ids);
    expect((await call("DELETE", "fault")).status).toBe(200);
    expect((await call("GET", "faults")).body).toEqual([]);
  });

  it.each([
    ["event", { slug: "a", title: "A", negRisk: false, markets: [{ slug: "a" }] }, "question must be a text"],
    ["event", { slug: "a", title: "A", negRisk: false, markets: 3 }, "markets must be a list of markets"],
    ["event", { slug: "a", title: "A", negRisk: 1, markets: [] }, "negRisk must be true or false"],
    ["event", { slug: "a", title: "A", negRisk: false, markets: [], colour: "red" }, "has no field colour"],
    ["split", { address: "0x12", conditionId: "0x1", amount: "1" }, ""],
    ["market-state", { conditionId: "0x1", state: "open" }, ""],
    ["market-state", { conditionId: "0x1", state: "ajar" }, "state must be open or closed"],
    [
      "comment",
      { body: "x", author: "y", entityType: "Market", entityId: 1 },
      "entityType must be Event or Series",
    ],
    ["builder-rates", { builder: "0x1", takerBps: 1, makerBps: 1 }, "builder must be a builder code"],
    ["sport", { gameId: "seven" }, "gameId must be a whole number"],
    ["faults", { script: [{ kind: "drop", size: 1 }] }, "a fault has no field size"],
  ])("refuses a %s that makes no sense: %j", async (name, body, problem) => {
    expect(await call("POST", name, body)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(problem) },
    });
  });

  it("refuses what makes no sense, saying what would", async () => {
    expect(await call("POST", "fault", { kind: "meteor" })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("kind must be one of latency"), code: "venue-usage" },
    });
    expect(await call("POST", "fund", { address: "nobody", amount: "1" })).toMatchObject({ status: 400 });
    expect(await call("POST", "fund", "not an object" as never)).toMatchObject({ status: 400 });
    expect(await call("GET", "nothing")).toMatchObject({ status: 404 });
  });

  it("names a taken port and bad options in one clear sentence", async () => {
    const port = Number(new URL(venue.ready.clob).port);
    await expect(createVenue({ port })).rejects.toThrow(PortInUseError);
    await expect(createVenue({ port })).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`);
    await expect(createVenue({ accounts: -1 })).rejects.toThrow(VenueUsageError);
    await expect(createVenue({ mode: "casino" as never })).rejects.toThrow("mode must be one of");
  });

  it("has no control API away from loopback", async () => {
    const lines: string[] = [];
    const exposed = await createVenue({
      host: "0.0.0.0",
      logger: { log: (_level, message) => void lines.push(message) },
    });
    const answer = await request(`${exposed.ready.control.replace("0.0.0.0", "127.0.0.1")}/ledger`);
    await exposed.close();
    expect(answer.status).toBe(404);
    expect(lines.join()).toContain("control API is off");
  });
});
