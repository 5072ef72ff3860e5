import { describe, expect, it } from "@jest/globals";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { fakeSockets } from "../testing/fake-sockets.ts";
import { createLiveDataStream } from "./live-data-stream.ts";
import { readLiveDataFrame } from "./read-live-data-frame.ts";

const frame = (topic: string, type: string, payload: object) =>
  JSON.stringify({ topic, type, timestamp: 1_781_228_467_847, payload });

const request = (requestId: string, market: string) =>
  frame("rfq", "request_created", {
    requestId,
    market,
    token: "101",
    complement: "102",
    state: "OPEN",
    side: "BUY",
    sizeIn: 10.5,
    sizeOut: 20,
    price: 0.525,
    expiry: 1_781_228_500,
  });

const quote = (quoteId: string, requestId: string) =>
  frame("rfq", "quote_created", { quoteId, requestId, token: "101", side: "SELL", price: "0.5" });

describe("the older live-data streams", () => {
  it.each([
    [
      "market.price_change",
      frame("clob_market", "price_change", {
        market: "0xm",
        timestamp: "1781228467847",
        price_changes: [
          {
            asset_id: "101",
            price: "0.5",
            size: "0",
            side: "BUY",
            hash: "h",
            best_bid: "0.4",
            best_ask: "0.6",
          },
        ],
      }),
      [{ type: "price_change", conditionId: "0xm", tokenId: "101", price: "0.5", size: "0", bestBid: "0.4" }],
    ],
    [
      "market.book",
      frame("clob_market", "agg_orderbook", {
        market: "0xm",
        asset_id: "101",
        timestamp: "1781228467847",
        bids: [{ price: "0.4", size: "1" }],
        asks: [],
        tick_size: "0.01",
        neg_risk: true,
      }),
      { type: "book", tokenId: "101", bids: [{ price: "0.4", size: "1" }], tickSize: "0.01", negRisk: true },
    ],
    [
      "market.last_trade_price",
      frame("clob_market", "last_trade_price", {
        market: "0xm",
        asset_id: "101",
        price: "0.5",
        side: "SELL",
      }),
      { type: "last_trade_price", tokenId: "101", price: "0.5", side: "SELL" },
    ],
    [
      "market.tick_size_change",
      frame("clob_market", "tick_size_change", {
        market: "0xm",
        asset_id: "101",
        old_tick_size: "0.01",
        new_tick_size: "0.001",
      }),
      { type: "tick_size_change", oldTickSize: "0.01", newTickSize: "0.001" },
    ],
    [
      "market.resolved",
      frame("clob_market", "market_resolved", { market: "0xm", asset_ids: ["101", "102"], neg_risk: false }),
      { conditionId: "0xm", tokenIds: ["101", "102"], negRisk: false },
    ],
    [
      "rfq.requests",
      request("r1", "0xm"),
      {
        requestId: "r1",
        conditionId: "0xm",
        tokenId: "101",
        complementTokenId: "102",
        sizeIn: "10.5",
        price: "0.525",
        expiresAt: 1_781_228_500_000,
      },
    ],
    ["rfq.quotes", quote("q1", "r1"), { quoteId: "q1", requestId: "r1", side: "SELL", price: "0.5" }],
  ])("are read into types: %s", (stream, text, payload) => {
    const events: unknown[] = [];
    readLiveDataFrame(text, {
      event: (event) => events.push(event),
      anomaly: (anomaly) => events.push(anomaly),
    });
    expect(events).toMatchObject([{ stream, payload }]);
  });

  it("ask the server once for what it cannot filter, and give each what it wants of it", async () => {
    const clock = createVirtualClock();
    const network = fakeSockets();
    const stream = createLiveDataStream({
      url: "ws://venue/rtds",
      sockets: network.factory,
      clock,
      random: createSeededRandom(1),
    });
    const seen: string[] = [];
    const first = stream.subscribe("rfq.requests", { conditionId: "0xa" }, ({ payload }) => {
      seen.push(`a ${payload.requestId}`);
    });
    stream.subscribe("rfq.requests", { conditionId: "0xb" }, ({ payload }) => {
      seen.push(`b ${payload.requestId}`);
    });
    stream.subscribe("rfq.quotes", { requestId: "r1" }, ({ payload }) => {
      seen.push(`quote ${payload.quoteId}`);
    });
    network.last().open();
    await clock.advance(1_000);
    for (const text of [request("r1", "0xa"), request("r2", "0xb"), request("r3", "0xc")])
      network.last().deliver(text);
    for (const text of [quote("q1", "r1"), quote("q2", "r2")]) network.last().deliver(text);
    expect(seen).toEqual(["a r1", "b r2", "quote q1"]);
    first.close();
    await clock.advance(1_000);
    network.last().deliver(request("r4", "0xb"));
    expect(seen.at(-1)).toBe("b r4");
    expect(network.last().sent).toEqual([
      '{"action":"subscribe","subscriptions":[{"topic":"rfq","type":"request_*"}]}',
      '{"action":"subscribe","subscriptions":[{"topic":"rfq","type":"quote_*"}]}',
    ]);
    await stream.close();
  });

  it("can be iterated over, the latest one only if so wished, until the stream closes", async () => {
    const clock = createVirtualClock();
    const network = fakeSockets();
    const stream = createLiveDataStream({
      url: "ws://venue/rtds",
      sockets: network.factory,
      clock,
      random: createSeededRandom(1),
    });
    const all = stream.events("rfq.quotes", {});
    const latest = stream.events("rfq.quotes", {}, { capacity: 1 });
    network.last().open();
    for (const id of ["q1", "q2", "q3"]) network.last().deliver(quote(id, "r1"));
    expect((await latest.next()).value?.payload.quoteId).toBe("q3");
    expect([latest.dropped(), all.dropped()]).toEqual([2, 0]);
    const seen: string[] = [];
    await stream.close();
    for await (const { payload } of all) seen.push(payload.quoteId);
    expect(seen).toEqual(["q1", "q2", "q3"]);
    expect((await latest.next()).done).toBe(true);
    expect(clock.pending()).toBe(0);
  });
});
