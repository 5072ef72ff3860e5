import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { captured } from "@pm/jest/captures";
import fc from "fast-check";
import type { Anomaly } from "./anomaly.ts";
import type { MarketEvent } from "./market-events.ts";
import { readMarketFrame } from "./read-market-frame.ts";

function read(frame: string): { events: MarketEvent[]; anomalies: Anomaly[] } {
  const events: MarketEvent[] = [];
  const anomalies: Anomaly[] = [];
  readMarketFrame(frame, {
    event: (event) => events.push(event),
    anomaly: (anomaly) => anomalies.push(anomaly),
  });
  return { events, anomalies };
}

const change = {
  asset_id: "1",
  price: "0.5",
  size: "10",
  side: "BUY",
  hash: "h",
  best_bid: "0.5",
  best_ask: "0.6",
};
const changes = (...items: unknown[]) =>
  JSON.stringify({
    event_type: "price_change",
    market: "0xm",
    timestamp: "1783200951822",
    price_changes: items,
  });

describe("readMarketFrame", () => {
  it("reads each change of a frame as an event of its token", () => {
    const { events, anomalies } = read(
      changes(change, { ...change, asset_id: "2", side: "sell", best_bid: "" }),
    );
    expect(anomalies).toEqual([]);
    expect(events).toEqual([
      {
        type: "price_change",
        conditionId: "0xm",
        timestamp: 1_783_200_951_822,
        tokenId: "1",
        price: "0.5",
        size: "10",
        side: "BUY",
        hash: "h",
        bestBid: "0.5",
        bestAsk: "0.6",
      },
      expect.objectContaining({ tokenId: "2", side: "SELL", bestBid: undefined }),
    ]);
  });

  it("reads a book, alone or in the array that answers a subscription", () => {
    const book = {
      event_type: "book",
      market: "0xm",
      asset_id: "1",
      timestamp: "1783200951822",
      hash: "h",
      bids: [{ price: "0.4", size: "5" }],
      asks: [],
      tick_size: "0.001",
      last_trade_price: "",
      neg_risk: null,
      version: "v2",
    };
    const { events } = read(JSON.stringify([book, { ...book, asset_id: "2", tick_size: undefined }]));
    expect(events).toEqual([
      expect.objectContaining({ type: "book", tokenId: "1", tickSize: "0.001", lastTradePrice: undefined }),
      expect.objectContaining({ type: "book", tokenId: "2", tickSize: undefined, negRisk: undefined }),
    ]);
  });

  it("takes times in seconds for what they are", () => {
    const { events } = read(
      '{"event_type":"last_trade_price","market":"0xm","asset_id":"1","price":"0.5","timestamp":"1783200951"}',
    );
    expect(events[0]?.timestamp).toBe(1_783_200_951_000);
  });

  it("isolates a bad change from the good ones beside it", () => {
    const { events, anomalies } = read(changes({ ...change, size: "-1" }, { ...change, asset_id: "2" }, 7));
    expect(events).toEqual([expect.objectContaining({ tokenId: "2" })]);
    expect(anomalies).toEqual([
      expect.objectContaining({ kind: "malformed", tokenId: "1", reason: expect.stringContaining("size") }),
      expect.objectContaining({ kind: "malformed" }),
    ]);
  });

  it.each([
    ["not json", "invalid-json"],
    ['{"event_type":"book"', "invalid-json"],
    ["null", "malformed"],
    ["[1]", "malformed"],
    ["{}", "unknown"],
    ['{"event_type":"toString"}', "unknown"],
    ['{"event_type":"order_flow","market":"0xm"}', "unknown"],
    [changes({ ...change, price: 0.5 }), "malformed"],
    [changes({ ...change, side: "LONG" }), "malformed"],
    [changes({ ...change, asset_id: "0x12" }), "malformed"],
    ['{"event_type":"price_change","market":"0xm","price_changes":{}}', "malformed"],
    [
      '{"event_type":"book","market":"0xm","asset_id":"1","bids":[{"price":"1e-3","size":"1"}],"asks":[]}',
      "malformed",
    ],
  ])("counts %j as %s and goes on", (frame, kind) => {
    const { events, anomalies } = read(frame);
    expect(events).toEqual([]);
    expect(anomalies).toEqual([expect.objectContaining({ kind })]);
  });

  it("keeps samples short", () => {
    const { anomalies } = read(`{"event_type":"${"x".repeat(10_000)}"}`);
    expect(anomalies[0]?.sample.length).toBeLessThanOrEqual(501);
  });

  it("never throws, whatever arrives", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc
            .record({
              event_type: fc.constantFrom("book", "price_change", "tick_size_change"),
              market: fc.anything(),
              bids: fc.anything(),
              price_changes: fc.anything(),
            })
            .map((value) => {
              try {
                return JSON.stringify(value) ?? "";
              } catch {
                return "";
              }
            }),
        ),
        (frame) => {
          read(frame);
        },
      ),
      { numRuns: 300 },
    );
  });
});

const captures = captured("data/ws_market/") ?? "";
(captures ? describe : describe.skip)("captured custom features", () => {
  it.each(["glmbotpoly-misc.frames.jsonl", "nautilus-old-and-v2.frames.jsonl"])(
    "reads every frame of %s",
    (name) => {
      const frames = readFileSync(captures + name, "utf8")
        .split("\n")
        .filter(Boolean);
      const types = frames.flatMap((frame) => {
        const { events, anomalies } = read(frame);
        expect(anomalies).toEqual([]);
        return events.map((event) => event.type);
      });
      expect(types.length).toBeGreaterThanOrEqual(frames.length);
    },
  );
});
