import { describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import { createVenue, manyMarkets, type Venue } from "../index.ts";
import { openSocket } from "../testing/socket.ts";

async function run(
  seed: number,
): Promise<{ venue: Venue; close: () => Promise<void>; advance: (ms: number) => Promise<void> }> {
  const clock = createVirtualClock();
  const venue = await createVenue({ seed, clock, mode: "market", accounts: 1, agents: { rate: 200 } });
  return { venue, advance: clock.advance, close: venue.close };
}

describe("market mode", () => {
  it("keeps every book two-sided, uncrossed and moving, and the ledger balanced", async () => {
    const { venue, advance, close } = await run(3);
    const token = venue.ready.markets[0]!.tokens[0]!.tokenId;
    const hashes = new Set<string>();
    for (let second = 0; second < 20; second++) {
      await advance(1_000);
      const book = venue.engine.book(token)!;
      hashes.add(book.hash);
      const bid = Number(book.bids.at(-1)?.price ?? 0);
      const ask = Number(book.asks.at(-1)?.price ?? 1);
      expect(bid).toBeLessThan(ask);
    }
    expect(hashes.size).toBeGreaterThan(10);
    for (const market of venue.ready.markets) {
      const book = venue.engine.book(market.tokens[0]!.tokenId)!;
      expect(book.bids.length).toBeGreaterThan(0);
      expect(book.asks.length).toBeGreaterThan(0);
    }
    expect(venue.ledger().trades.length).toBeGreaterThan(50);
    expect(venue.checkConservation()).toMatchObject({ ok: true, problems: [] });
    await close();
  });

  it("does the same again from the same seed", async () => {
    const play = async (seed: number) => {
      const { venue, advance, close } = await run(seed);
      await advance(5_000);
      const books = venue.ready.markets.map((market) => venue.engine.book(market.tokens[0]!.tokenId));
      await close();
      return JSON.stringify(books);
    };
    expect(await play(11)).toBe(await play(11));
    expect(await play(11)).not.toBe(await play(12));
  });

  it("lists hundreds of books when asked, and streams them", async () => {
    const clock = createVirtualClock();
    const venue = await createVenue({
      clock,
      mode: "market",
      accounts: 0,
      events: manyMarkets(150),
      agents: { rate: 500 },
    });
    expect(venue.ready.markets).toHaveLength(150);
    const socket = await openSocket(venue.ready.market);
    socket.send({
      type: "market",
      assets_ids: venue.ready.markets.map((market) => market.tokens[0]!.tokenId),
    });
    expect(await socket.next()).toHaveLength(150);
    await clock.advance(1_000);
    expect(await socket.next()).toMatchObject({ event_type: "price_change" });
    socket.close();
    await venue.close();
  });
});
