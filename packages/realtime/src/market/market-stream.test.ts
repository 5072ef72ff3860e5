import { describe, expect, it } from "@jest/globals";
import { ClosedError, InvalidIdError, type TokenId } from "@pm/core-types";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import type { MarketEvent } from "../frames/market-events.ts";
import { fakeMarket } from "../testing/fake-market.ts";
import { createMarketStream, type MarketStreamOptions } from "./market-stream.ts";

const A = "101" as TokenId;
const B = "102" as TokenId;

function setup(over: Partial<MarketStreamOptions> = {}, silent = false) {
  const clock = createVirtualClock();
  const venue = fakeMarket({ silent });
  venue.set(
    A,
    [
      ["0.4", "10"],
      ["0.39", "20"],
    ],
    [["0.45", "5"]],
  );
  venue.set(B, [["0.5", "1"]], [["0.6", "1"]]);
  const stream = createMarketStream({
    url: "ws://venue/market",
    sockets: venue.network.factory,
    clock,
    random: createSeededRandom(1),
    hashes: { every: 1 },
    ...over,
  });
  const say = (token: TokenId) => {
    const view = stream.book(token);
    return `${view?.level} ${view?.reason}`;
  };
  const levels = (token: TokenId) => {
    const sides = stream.book(token)?.book.snapshot();
    const show = (side: "bids" | "asks") =>
      sides?.[side].map((level) => ({ price: level.price.toFixed(), size: level.size.toFixed() })).reverse();
    return { bids: show("bids"), asks: show("asks") };
  };
  return { clock, venue, stream, say, levels };
}

describe("createMarketStream", () => {
  it("keeps a book live from a snapshot and its changes, confirmed by the venue's hash", async () => {
    const { clock, venue, stream, say, levels } = setup();
    const watch = stream.watchBook([A]);
    expect(say(A)).toBe("stale not-connected");
    await clock.advance(0);
    expect(say(A)).toBe("live snapshot");
    venue.change(A, "BUY", "0.41", "7");
    venue.change(A, "SELL", "0.45", "0");
    expect(levels(A)).toEqual(venue.levels(A));
    const { value } = await watch.next();
    expect(value).toMatchObject({ tokenId: A, level: "live", epoch: 1 });
    expect(value?.book.bestBid?.price.toFixed()).toBe("0.41");
    expect(stream.stats()).toMatchObject({ hashChecked: 2, hashEqual: 2, topChecked: 2, topEqual: 2 });
    await stream.close();
    expect((await watch.next()).done).toBe(true);
    expect(clock.pending()).toBe(0);
  });

  it("sends what the official SDK sends", async () => {
    const { clock, venue, stream } = setup();
    const one = stream.subscribe([A], () => {});
    await clock.advance(0);
    const two = stream.subscribe([B, A], () => {});
    await clock.advance(200);
    two.close();
    await clock.advance(200);
    expect(venue.network.last().sent).toEqual([
      `{"assets_ids":["${A}"],"custom_feature_enabled":false,"type":"market"}`,
      `{"assets_ids":["${B}"],"custom_feature_enabled":false,"operation":"subscribe"}`,
      `{"assets_ids":["${B}"],"operation":"unsubscribe"}`,
    ]);
    one.close();
    await clock.advance(200);
    expect(venue.network.last().left()).toBe("closed");
    expect(stream.stats()).toMatchObject({ books: 0, sockets: 0 });
    await stream.close();
  });

  it("delivers each token's events to those who asked for it, and reports a handler that throws", async () => {
    const errors: unknown[] = [];
    const { clock, venue, stream } = setup({ onHandlerError: (error) => errors.push(error) });
    const seen: MarketEvent["type"][] = [];
    stream.subscribe([A], () => {
      throw new Error("mine");
    });
    stream.subscribe([A], (event) => seen.push(event.type));
    const queue = stream.events([B], { capacity: 2 });
    await clock.advance(0);
    venue.change(A, "BUY", "0.41", "7");
    for (let n = 1; n <= 5; n++) venue.change(B, "BUY", "0.5", String(n));
    expect(seen).toEqual(["book", "price_change"]);
    expect(errors).toHaveLength(2);
    expect(queue.dropped()).toBe(4);
    expect((await queue.next()).value).toMatchObject({ type: "price_change", size: "4" });
    await stream.close();
  });

  it("calls books stale while disconnected and live again after the next snapshot", async () => {
    const { clock, venue, stream, say, levels } = setup();
    stream.subscribe([A], () => {});
    await clock.advance(0);
    venue.network.last().drop(1006, "");
    expect(say(A)).toBe("stale not-connected");
    venue.change(A, "BUY", "0.42", "3", false);
    await clock.advance(250);
    expect(say(A)).toBe("live snapshot");
    expect(levels(A)).toEqual(venue.levels(A));
    expect(stream.book(A)?.epoch).toBe(2);
    expect(stream.stats()).toMatchObject({ gaps: 1 });
    await stream.close();
  });

  it("doubts a book whose best prices are not the venue's, and gets a new one", async () => {
    const { clock, venue, stream, say, levels } = setup();
    stream.subscribe([A], () => {});
    await clock.advance(0);
    venue.change(A, "BUY", "0.43", "9", false);
    venue.change(A, "BUY", "0.3", "1");
    // The frame may be the middle of a batch: the next one, or half a second, tells.
    expect(say(A)).toBe("live snapshot");
    await clock.advance(500);
    expect(say(A)).toBe("suspect top-mismatch");
    await clock.advance(2_000);
    expect(say(A)).toBe("live snapshot");
    expect(levels(A)).toEqual(venue.levels(A));
    expect(stream.stats().resyncs).toBe(1);
    await stream.close();
  });

  it("doubts a book deep in which a level is missing, by the venue's hash", async () => {
    const { clock, venue, stream, say, levels } = setup();
    stream.subscribe([A], () => {});
    await clock.advance(0);
    venue.change(A, "BUY", "0.2", "9", false);
    venue.change(A, "BUY", "0.3", "1");
    expect(say(A)).toBe("live snapshot");
    for (let n = 0; n < 8; n++) venue.change(A, "BUY", "0.3", String(n + 2));
    expect(say(A)).toBe("suspect hash-mismatch");
    await clock.advance(2_000);
    expect(say(A)).toBe("live snapshot");
    expect(levels(A)).toEqual(venue.levels(A));
    await stream.close();
  });

  it("lets a doubt clear itself when the hash is confirmed again", async () => {
    const { clock, venue, stream, say } = setup();
    stream.subscribe([A], () => {});
    await clock.advance(0);
    venue.tell(
      A,
      JSON.stringify({
        event_type: "price_change",
        market: "0xm",
        price_changes: [{ asset_id: A, price: "2" }],
      }),
    );
    expect(say(A)).toBe("suspect malformed-change");
    venue.change(A, "BUY", "0.3", "1");
    expect(say(A)).toBe("live confirmed");
    await clock.advance(5_000);
    expect(stream.stats()).toMatchObject({ malformed: 1, resyncs: 0 });
    await stream.close();
  });

  it("does not take a price that is off the book's grid, and gets a new book", async () => {
    const { clock, venue, stream, say, levels } = setup();
    stream.subscribe([A], () => {});
    await clock.advance(0);
    venue.change(A, "BUY", "0.405", "7");
    expect(say(A)).toBe("suspect malformed-change");
    expect(stream.book(A)?.book.bestBid?.price.toFixed()).toBe("0.4");
    venue.change(A, "BUY", "0.405", "0", false);
    await clock.advance(2_000);
    expect(say(A)).toBe("live snapshot");
    expect(levels(A)).toEqual(venue.levels(A));
    expect(stream.stats()).toMatchObject({ malformed: 1, resyncs: 1 });
    await stream.close();
  });

  it("asks a witness before it asks the venue again", async () => {
    const answers: string[] = [];
    const { clock, venue, stream, say } = setup({
      hashes: { every: 0 },
      witness: async (token) => {
        answers.push(token);
        const book = stream.book(token)?.book;
        return { bids: book?.bids() ?? [], asks: book?.asks() ?? [] };
      },
    });
    stream.subscribe([A], () => {});
    await clock.advance(0);
    venue.tell(
      A,
      JSON.stringify({
        event_type: "price_change",
        market: "0xm",
        price_changes: [{ asset_id: A, price: "2" }],
      }),
    );
    expect(say(A)).toBe("suspect malformed-change");
    await clock.advance(1_500);
    expect(say(A)).toBe("live confirmed");
    expect(answers).toEqual([A]);
    expect(stream.stats().resyncs).toBe(0);
    await stream.close();
  });

  it("starts a new book when the tick size changes", async () => {
    const { clock, venue, stream, say } = setup();
    stream.subscribe([A], () => {});
    await clock.advance(0);
    venue.tell(
      A,
      JSON.stringify({
        event_type: "tick_size_change",
        market: "0xm",
        asset_id: A,
        old_tick_size: "0.01",
        new_tick_size: "0.001",
      }),
    );
    expect(say(A)).toBe("resyncing tick-size-changed");
    expect(stream.book(A)?.book.bestBid).toBeUndefined();
    venue.change(A, "BUY", "0.41", "7");
    expect(say(A)).toBe("resyncing tick-size-changed");
    venue.snapshot(A);
    expect(say(A)).toBe("live snapshot");
    await stream.close();
  });

  it("reports a token the venue knows nothing of, by deadline", async () => {
    const { clock, stream, say } = setup();
    const ghost = "999" as TokenId;
    stream.subscribe([A, ghost], () => {});
    await clock.advance(4_900);
    expect(say(ghost)).toBe("resyncing awaiting-snapshot");
    await clock.advance(600);
    expect(say(ghost)).toBe("resyncing no-snapshot");
    expect(say(A)).toBe("live snapshot");
    await stream.close();
  });

  it("replaces a socket that answers heartbeats and carries nothing", async () => {
    const { clock, venue, stream, say } = setup();
    stream.subscribe([A, B], () => {});
    await clock.advance(0);
    const first = venue.network.last();
    venue.switches.answerSubscriptions = false;
    await clock.advance(16_000);
    expect(first.left()).toBe("terminated");
    venue.switches.answerSubscriptions = true;
    await clock.advance(30_000);
    expect([say(A), say(B)]).toEqual(["live snapshot", "live snapshot"]);
    await stream.close();
  });

  it("asks again for a token that has been quiet, without calling it doubtful", async () => {
    const { clock, venue, stream, say } = setup();
    stream.subscribe([A, B], () => {});
    await clock.advance(0);
    for (let n = 0; n < 14; n++) {
      await clock.advance(5_000);
      venue.change(B, "BUY", "0.5", String(n + 1));
      expect(say(A)).toBe("live snapshot");
    }
    expect(stream.stats().snapshotsChecked).toBeGreaterThan(0);
    expect(venue.network.sockets).toHaveLength(1);
    await stream.close();
  });

  it("keeps five thousand books, and gets all of them back after every socket is lost", async () => {
    const { clock, venue, stream } = setup();
    const tokens = Array.from({ length: 5_000 }, (_, n) => String(10_000 + n) as TokenId);
    for (const token of tokens) venue.set(token, [["0.4", "1"]], [["0.6", "1"]]);
    const hold = stream.subscribe(tokens, () => {});
    await clock.advance(0);
    const live = () => tokens.filter((token) => stream.book(token)?.level === "live").length;
    expect([live(), stream.stats().sockets]).toEqual([5_000, 25]);
    for (const socket of [...venue.network.sockets]) socket.drop();
    expect(live()).toBe(0);
    await clock.advance(1_000);
    expect([live(), stream.stats().gaps]).toEqual([5_000, 5_000]);
    hold.close();
    expect(stream.stats()).toMatchObject({ books: 0, sockets: 0 });
    await stream.close();
    expect(clock.pending()).toBe(0);
  });

  it("goes on while one of two sockets fails, and delivers each event once", async () => {
    const { clock, venue, stream, say, levels } = setup({ redundancy: 2 });
    const seen: string[] = [];
    stream.subscribe([A], (event) => seen.push(event.type));
    await clock.advance(0);
    expect(stream.stats()).toMatchObject({ sockets: 2 });
    venue.change(A, "BUY", "0.41", "7");
    venue.network.sockets[0]?.drop();
    expect(say(A)).toBe("live snapshot");
    venue.change(A, "BUY", "0.42", "7");
    await clock.advance(500);
    venue.change(A, "BUY", "0.43", "7");
    expect(levels(A)).toEqual(venue.levels(A));
    expect(seen.filter((type) => type === "price_change")).toHaveLength(3);
    expect(stream.stats()).toMatchObject({ gaps: 0 });
    expect(stream.stats().duplicates).toBeGreaterThanOrEqual(2);
    for (const socket of venue.network.sockets) socket.drop();
    expect(say(A)).toBe("stale not-connected");
    await clock.advance(2_000);
    expect(say(A)).toBe("live snapshot");
    await stream.close();
    expect(clock.pending()).toBe(0);
  });

  it("does not believe a snapshot that is older than what it has heard", async () => {
    const { clock, venue, stream, say, levels } = setup();
    stream.subscribe([A], () => {});
    await clock.advance(0);
    const old = JSON.stringify([
      {
        event_type: "book",
        market: "0xm",
        asset_id: A,
        timestamp: String(venue.now()),
        hash: "x",
        bids: [],
        asks: [],
      },
    ]);
    venue.change(A, "BUY", "0.41", "7");
    venue.tell(A, old);
    expect(say(A)).toBe("live snapshot");
    expect(levels(A)).toEqual(venue.levels(A));
    // While one is awaited: the changes that were not applied are known to be newer.
    venue.switches.answerSubscriptions = false;
    venue.network.last().drop();
    await clock.advance(250);
    expect(say(A)).toBe("resyncing awaiting-snapshot");
    venue.change(A, "BUY", "0.42", "7");
    venue.tell(A, old);
    expect(say(A)).toBe("resyncing awaiting-snapshot");
    venue.switches.answerSubscriptions = true;
    await clock.advance(1_000);
    expect(say(A)).toBe("live snapshot");
    expect(levels(A)).toEqual(venue.levels(A));
    await stream.close();
  });

  it("doubts a book whose events went back in time, until the hash says it is right", async () => {
    const { clock, venue, stream, say } = setup();
    stream.subscribe([A], () => {});
    await clock.advance(0);
    venue.change(A, "BUY", "0.41", "7");
    venue.tell(
      A,
      JSON.stringify({
        event_type: "price_change",
        market: "0xm",
        timestamp: String(venue.now() - 5),
        price_changes: [{ asset_id: A, price: "0.41", size: "99", side: "BUY", hash: "" }],
      }),
    );
    expect(say(A)).toBe("suspect out-of-order");
    venue.change(A, "BUY", "0.42", "1");
    expect(say(A)).toBe("live confirmed");
    await stream.close();
  });

  it("spreads tokens over sockets", async () => {
    const { clock, venue, stream } = setup({ assetsPerSocket: 3 });
    const tokens = Array.from({ length: 10 }, (_, n) => String(1000 + n) as TokenId);
    for (const token of tokens) venue.set(token, [["0.4", "1"]], [["0.6", "1"]]);
    stream.subscribe(tokens, () => {});
    await clock.advance(0);
    expect(stream.stats()).toMatchObject({ books: 10, sockets: 4 });
    expect(tokens.map((token) => stream.book(token)?.level)).toEqual(tokens.map(() => "live"));
    await stream.close();
    expect(venue.network.sockets.map((socket) => socket.left())).toEqual([
      "closed",
      "closed",
      "closed",
      "closed",
    ]);
  });

  it("refuses nonsense before anything is sent", async () => {
    const { stream } = setup();
    expect(() => stream.subscribe(["0x1" as TokenId], () => {})).toThrow(InvalidIdError);
    expect(() => createMarketStream({ url: "http://venue" })).toThrow(/ws\(s\) URL/);
    await stream.close();
    expect(() => stream.watchBook([A])).toThrow(ClosedError);
  });
});
