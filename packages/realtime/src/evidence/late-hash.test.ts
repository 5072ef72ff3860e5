import { describe, expect, it } from "@jest/globals";
import { orderBookHash, type TokenId } from "@pm/core-types";
import { MarketFeed } from "../market/market-feed.ts";
import { HashLearning } from "./hash-evidence.ts";

const TOKEN = "123456789" as TokenId;
const MARKET = `0x${"a".repeat(64)}`;
type Side = Map<string, string>;

/** A venue's book, frames about it, and hashes of any of its states. */
function venueBook(constants: { tick: string; min: string; negRisk: boolean; lastTrade: string }) {
  const bids: Side = new Map([
    ["0.3", "10"],
    ["0.39", "5"],
  ]);
  const asks: Side = new Map([["0.6", "7"]]);
  let time = 1_750_000_000_000;
  const levels = (side: Side, direction: number) =>
    [...side]
      .map(([price, size]) => ({ price, size }))
      .sort((a, b) => direction * (Number(a.price) - Number(b.price)));
  const state = (timestamp: number) => ({
    market: MARKET,
    asset_id: TOKEN,
    timestamp: String(timestamp),
    bids: levels(bids, 1),
    asks: levels(asks, -1),
    min_order_size: constants.min,
    tick_size: constants.tick,
    neg_risk: constants.negRisk,
    last_trade_price: constants.lastTrade,
  });
  return {
    tick: (ms: number) => {
      time += ms;
      return time;
    },
    set: (side: "BUY" | "SELL", price: string, size: string) => {
      const book = side === "BUY" ? bids : asks;
      if (size === "0") book.delete(price);
      else book.set(price, size);
    },
    hash: (timestamp = time) => orderBookHash(state(timestamp)),
    /** A later `book` frame: without what only the reply to a subscription says. */
    book: () => {
      const {
        min_order_size: _,
        tick_size: __,
        neg_risk: ___,
        last_trade_price: ____,
        ...sent
      } = state(time);
      return JSON.stringify({ ...sent, hash: orderBookHash(state(time)), event_type: "book" });
    },
    change: (side: "BUY" | "SELL", price: string, size: string, hash: string, timestamp = time) =>
      JSON.stringify({
        market: MARKET,
        price_changes: [
          {
            asset_id: TOKEN,
            price,
            size,
            side,
            hash,
            best_bid: levels(bids, 1).at(-1)?.price ?? "0",
            best_ask: levels(asks, -1).at(-1)?.price ?? "1",
          },
        ],
        timestamp: String(timestamp),
        event_type: "price_change",
      }),
  };
}

const CONSTANTS = { tick: "0.001", min: "15", negRisk: true, lastTrade: "" };

describe("hashes that need more than one frame", () => {
  it("confirm a book that came in the middle of things, and tell its tick size", () => {
    const venue = venueBook(CONSTANTS);
    const feed = new MarketFeed({ hashes: { every: 1 }, trackAll: true });
    venue.set("BUY", "0.385", "4");
    feed.ingest(venue.book());
    expect(feed.books.get(TOKEN)?.book.tickSize).toBe("0.001");
    venue.tick(100);
    venue.set("BUY", "0.31", "8");
    feed.ingest(venue.change("BUY", "0.31", "8", venue.hash()));
    expect(feed.stats).toMatchObject({ hashChecked: 1, hashEqual: 1 });
  });

  it("are learnt from the changes that follow when the book's own hash explains nothing", () => {
    const venue = venueBook({ ...CONSTANTS, lastTrade: "0.310" });
    const feed = new MarketFeed({ hashes: { every: 1 }, trackAll: true });
    feed.ingest(venue.book());
    expect(feed.books.get(TOKEN)?.book.tickSize).toBeUndefined();
    venue.tick(100);
    venue.set("BUY", "0.31", "8");
    feed.ingest(venue.change("BUY", "0.31", "8", venue.hash()));
    expect(feed.stats).toMatchObject({ hashChecked: 1, hashEqual: 1 });
  });

  it("match later when they cover a change that is sent after them", () => {
    const venue = venueBook(CONSTANTS);
    const feed = new MarketFeed({ hashes: { every: 1 }, trackAll: true });
    feed.ingest(venue.book());
    const first = venue.tick(100);
    venue.set("BUY", "0.31", "8");
    venue.set("SELL", "0.61", "9");
    const early = venue.hash(first);
    feed.ingest(venue.change("BUY", "0.31", "8", early, first));
    expect(feed.stats).toMatchObject({ hashChecked: 1, hashEqual: 0 });
    venue.tick(20);
    feed.ingest(venue.change("SELL", "0.61", "9", venue.hash()));
    expect(feed.stats).toMatchObject({ hashChecked: 2, hashEqual: 2, hashMidBatch: 0 });
    expect(feed.books.get(TOKEN)?.level).toBe("live");
  });

  it.each([
    ["a second of two mismatches", 2, 600, "suspect"],
    ["a few milliseconds of five", 5, 3, "live"],
    ["a few milliseconds of eight", 8, 3, "suspect"],
  ])("make doubt of what lasts: %s", (_, mismatches, everyMs, level) => {
    const venue = venueBook(CONSTANTS);
    const feed = new MarketFeed({ hashes: { every: 1 }, trackAll: true });
    feed.ingest(venue.book());
    // A frame that was lost.
    venue.set("BUY", "0.2", "1");
    for (let n = 0; n <= mismatches; n++) {
      venue.tick(everyMs);
      venue.set("SELL", "0.7", String(n + 1));
      feed.ingest(venue.change("SELL", "0.7", String(n + 1), venue.hash()));
    }
    expect(feed.books.get(TOKEN)).toMatchObject(
      level === "live" ? { level } : { level, reason: "hash-mismatch" },
    );
    // The level that was lost comes after all: the hash clears the doubt.
    venue.tick(1);
    feed.ingest(venue.change("BUY", "0.2", "1", venue.hash()));
    expect(feed.books.get(TOKEN)?.level).toBe("live");
  });

  it("and best prices are those of a batch's end in its middle too, without a doubt", () => {
    const venue = venueBook(CONSTANTS);
    const doubts: string[] = [];
    const feed = new MarketFeed({
      hashes: { every: 1 },
      trackAll: true,
      onBook: ({ level, reason }) => {
        if (level !== "live") doubts.push(reason);
      },
    });
    feed.ingest(venue.book());
    venue.tick(100);
    // An order eats the best ask and rests at a better price than the next one: two frames of one event.
    venue.set("SELL", "0.6", "0");
    venue.set("SELL", "0.65", "3");
    feed.ingest(venue.change("SELL", "0.6", "0", venue.hash()));
    feed.ingest(venue.change("SELL", "0.65", "3", venue.hash()));
    expect(feed.stats).toMatchObject({ topChecked: 2, topEqual: 1, hashEqual: 1, hashMidBatch: 1 });
    expect(doubts).toEqual([]);
    // The same with nothing behind it is a doubt when the next event comes.
    venue.tick(100);
    venue.set("BUY", "0.5", "3");
    feed.ingest(venue.change("BUY", "0.2", "1", "0".repeat(40)));
    expect(doubts).toEqual([]);
    venue.tick(1);
    feed.ingest(venue.change("BUY", "0.21", "1", "0".repeat(40)));
    expect(doubts[0]).toBe("top-mismatch");
  });

  it("follow the price grid when the book after its change does not name it", () => {
    const venue = venueBook({ ...CONSTANTS, tick: "0.01" });
    const feed = new MarketFeed({ hashes: { every: 1 }, trackAll: true });
    feed.ingest(venue.book().replace('"event_type"', '"tick_size":"0.01","event_type"'));
    const changed = venueBook(CONSTANTS);
    feed.ingest(
      JSON.stringify({
        event_type: "tick_size_change",
        market: MARKET,
        asset_id: TOKEN,
        old_tick_size: "0.01",
        new_tick_size: "0.001",
        timestamp: String(changed.tick(0)),
      }),
    );
    expect(feed.books.get(TOKEN)).toMatchObject({ level: "resyncing", reason: "tick-size-changed" });
    feed.ingest(changed.book());
    changed.tick(100);
    changed.set("BUY", "0.385", "8");
    feed.ingest(changed.change("BUY", "0.385", "8", changed.hash()));
    expect(feed.stats).toMatchObject({ hashChecked: 1, hashEqual: 1, malformed: 0 });
  });

  it("are believed no more when the hashes of whole books mean something unknown", () => {
    const venue = venueBook(CONSTANTS);
    const feed = new MarketFeed({ hashes: { every: 1 }, trackAll: true });
    feed.ingest(venue.book());
    const strange = "f".repeat(40);
    const doubts: boolean[] = [];
    for (let n = 1; n <= 5; n++) {
      for (let change = 0; change < 10; change++) {
        venue.tick(10);
        venue.set("SELL", "0.7", String(n * 10 + change));
        feed.ingest(venue.change("SELL", "0.7", String(n * 10 + change), strange));
      }
      doubts.push(feed.books.get(TOKEN)?.level === "suspect");
      feed.ingest(venue.book().replace(/"hash":"[0-9a-f]+"/, `"hash":"${strange}"`));
    }
    expect(doubts).toEqual([true, true, true, false, false]);
    // They can be learnt anew from the reply to a subscription.
    feed.ingest(venue.book().replace('"event_type"', '"tick_size":"0.001","event_type"'));
    venue.tick(10);
    const { hashEqual } = feed.stats;
    feed.ingest(venue.change("BUY", "0.3", "10", venue.hash()));
    expect(feed.stats.hashEqual).toBe(hashEqual + 1);
  });

  it("cost thousands of books little when they mean something unknown to all of them", () => {
    const learning = new HashLearning();
    let tries = 0;
    for (let n = 0; n < 10_000; n++) {
      if (!learning.mayTry()) continue;
      tries++;
      learning.tried(false);
    }
    expect(tries).toBeLessThan(700);
    // One success, and every book may try again.
    learning.tried(true);
    expect(Array.from({ length: 400 }, () => learning.mayTry())).not.toContain(false);
  });
});
