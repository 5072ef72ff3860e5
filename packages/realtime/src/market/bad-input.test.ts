import { describe, expect, it } from "@jest/globals";
import type { TokenId } from "@pm/core-types";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import type { Anomaly } from "../frames/anomaly.ts";
import { fakeMarket } from "../testing/fake-market.ts";
import { createMarketStream } from "./market-stream.ts";

const A = "101" as TokenId;

const change = (over: object, message: object = {}) =>
  JSON.stringify({
    event_type: "price_change",
    market: "0xm",
    timestamp: "1750000000000",
    price_changes: [
      {
        asset_id: A,
        price: "0.4",
        size: "3",
        side: "BUY",
        hash: "",
        best_bid: "0.4",
        best_ask: "0.6",
        ...over,
      },
    ],
    ...message,
  });
const book = (over: object) =>
  JSON.stringify({
    event_type: "book",
    market: "0xm",
    asset_id: A,
    timestamp: "1750000000000",
    hash: "",
    bids: [{ price: "0.4", size: "1" }],
    asks: [{ price: "0.6", size: "1" }],
    ...over,
  });

const BAD: readonly (readonly [string, string | Uint8Array, "malformed" | "unknown" | "foreign"])[] = [
  ["half a frame", change({}).slice(0, 60), "malformed"],
  ["a bare number", "17", "malformed"],
  ["null", "null", "malformed"],
  ["a list of anything", '[null,1,"x"]', "malformed"],
  ["binary", new Uint8Array([0, 255]), "malformed"],
  ["a number for a price", change({ price: 0.4 }), "malformed"],
  ["an object for a size", change({ size: {} }), "malformed"],
  ["a negative size", change({ size: "-3" }), "malformed"],
  ["a negative price", change({ price: "-0.4" }), "malformed"],
  ["a price of one", change({ price: "1" }), "malformed"],
  ["a price above one", change({ price: "1.4" }), "malformed"],
  ["a price off the grid", change({ price: "0.405" }), "malformed"],
  ["more decimals than there are", change({ size: "0.1234567" }), "malformed"],
  ["more shares than there are", change({ size: "1e30" }), "malformed"],
  ["a third side", change({ side: "HOLD" }), "malformed"],
  ["no token", change({ asset_id: "" }), "malformed"],
  ["a time that is none", change({}, { timestamp: "yesterday" }), "malformed"],
  ["changes that are no list", change({}, { price_changes: "none" }), "malformed"],
  ["a book without asks", book({ asks: undefined }), "malformed"],
  ["a book with a negative size", book({ bids: [{ price: "0.4", size: "-1" }] }), "malformed"],
  ["a book with a level that is none", book({ bids: [["0.4", "1"]] }), "malformed"],
  ["an unknown event", '{"event_type":"earthquake"}', "unknown"],
  ["no event at all", "{}", "unknown"],
  ["a token nobody asked for", change({ asset_id: "999" }), "foreign"],
  ["a book nobody asked for", book({ asset_id: "999" }), "foreign"],
];

describe("bad input on the market channel", () => {
  it.each(BAD)("is counted, offered to the hook and survived: %s", async (_, frame, counter) => {
    const clock = createVirtualClock();
    const venue = fakeMarket();
    venue.set(A, [["0.4", "10"]], [["0.6", "5"]]);
    const anomalies: Anomaly[] = [];
    const lines: string[] = [];
    const stream = createMarketStream({
      url: "ws://venue/ws/market",
      sockets: venue.network.factory,
      clock,
      random: createSeededRandom(1),
      logger: { log: (level, message) => lines.push(`${level} ${message}`) },
      hashes: { every: 1 },
      onAnomaly: (anomaly) => anomalies.push(anomaly),
    });
    const events: string[] = [];
    stream.subscribe([A], (event) => events.push(event.type));
    await clock.advance(10);
    venue.network.last().deliver(frame);
    const { malformed, unknown, foreign } = stream.stats();
    const found = { malformed, unknown, foreign };
    expect(found[counter]).toBeGreaterThan(0);
    expect(anomalies).toHaveLength(malformed + unknown);
    expect(lines.filter((line) => line === "warn unreadable market frame")).toHaveLength(malformed + unknown);
    expect(anomalies.every(({ reason, sample }) => reason !== "" && sample.length <= 501)).toBe(true);
    expect(stream.book(A)?.book.isCrossed).toBe(false);
    // The stream goes on: the next change is applied, and any doubt is cleared within seconds.
    venue.change(A, "BUY", "0.41", "7");
    await clock.advance(10_000);
    expect(events.at(-1)).toMatch(/price_change|book/);
    const view = stream.book(A);
    expect([view?.level, view?.book.bestBid?.price.toFixed()]).toEqual(["live", "0.41"]);
    await stream.close();
    expect(clock.pending()).toBe(0);
  });
});
