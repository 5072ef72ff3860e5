import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import {
  createVenue,
  type PaperFeed,
  type PaperMarket,
  type PaperUpdate,
  type Venue,
  type VenueOptions,
} from "../index.ts";
import { testClient } from "../testing/client.ts";
import { openSocket, type TestSocket } from "../testing/socket.ts";

type Frame = Record<string, unknown> & { event_type: string };

/** Follows the public market channel of another venue: what an application does with its realtime package. */
function feedOf(source: Venue, sockets: TestSocket[]): PaperFeed {
  return {
    markets: async () => source.ready.markets as unknown as readonly PaperMarket[],
    watch: (tokenIds, onUpdate) => {
      let stopped = false;
      void (async () => {
        const socket = await openSocket(source.ready.market);
        sockets.push(socket);
        socket.send({ assets_ids: tokenIds, type: "market" });
        while (!stopped) {
          const frame = await socket.next();
          for (const one of (Array.isArray(frame) ? frame : [frame]) as Frame[]) {
            for (const update of translate(one, new Set(tokenIds))) onUpdate(update);
          }
        }
      })();
      return () => {
        stopped = true;
      };
    },
  };
}

function translate(frame: Frame, wanted: ReadonlySet<string>): readonly PaperUpdate[] {
  const tokenId = String(frame.asset_id);
  if (frame.event_type === "book") {
    return [{ kind: "book", tokenId, bids: frame.bids as never, asks: frame.asks as never }];
  }
  if (frame.event_type === "last_trade_price") {
    return [
      {
        kind: "trade",
        tokenId,
        side: frame.side as "BUY",
        price: String(frame.price),
        size: String(frame.size),
      },
    ];
  }
  if (frame.event_type !== "price_change") return [];
  return (frame.price_changes as Record<string, string>[])
    .filter((item) => wanted.has(item.asset_id!))
    .map((item) => ({
      kind: "level",
      tokenId: item.asset_id!,
      side: item.side as "BUY",
      price: item.price!,
      size: item.size!,
    }));
}

const YES = "11";
const NO = "22";
const RAIN: PaperMarket = {
  conditionId: `0x${"ab".repeat(32)}`,
  slug: "rain",
  question: "Rain?",
  tokens: [
    { tokenId: YES, outcome: "Yes" },
    { tokenId: NO, outcome: "No" },
  ],
  tickSize: "0.01",
  minOrderSize: "5",
  negRisk: true,
};

describe("paper trading", () => {
  const venues: Venue[] = [];
  const sockets: TestSocket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    for (const venue of venues.splice(0)) await venue.close();
  });

  it("mirrors one venue's books in another, token for token", async () => {
    const theirs = createVirtualClock();
    const ours = createVirtualClock();
    const source = await createVenue({
      clock: theirs,
      mode: "market",
      accounts: 1,
      agents: { rate: 100 },
      quirks: { hideEatenLevel: false },
    });
    const paper = await createVenue({
      clock: ours,
      mode: "paper",
      seed: 5,
      accounts: 1,
      feed: feedOf(source, sockets),
    });
    venues.push(source, paper);
    expect(paper.ready.markets.map((market) => market.tokens)).toEqual(
      source.ready.markets.map((market) => market.tokens),
    );
    for (let second = 0; second < 10; second++) {
      await theirs.advance(1_000);
      await settle();
      await ours.advance(1_000);
    }
    for (const market of source.ready.markets) {
      const token = market.tokens[0]!.tokenId;
      const { bids, asks } = source.engine.book(token)!;
      const copied = paper.engine.book(token)!;
      expect({ bids: copied.bids, asks: copied.asks }).toEqual({ bids, asks });
    }
    expect(paper.ledger().trades.length).toBeGreaterThan(0);
    expect(paper.checkConservation()).toMatchObject({ ok: true });
  });

  it("fills own orders by their place in the queue, and takers against the copied depth", async () => {
    const updates: ((update: PaperUpdate) => void)[] = [];
    const clock = createVirtualClock();
    const [yes, no] = ["11", "22"];
    const market: PaperMarket = {
      conditionId: `0x${"ab".repeat(32)}`,
      slug: "rain",
      question: "Rain?",
      tokens: [
        { tokenId: yes!, outcome: "Yes" },
        { tokenId: no!, outcome: "No" },
      ],
      tickSize: "0.01",
      minOrderSize: "5",
      negRisk: true,
      fees: { rate: "0.05", exponent: 1, takerOnly: true },
    };
    const venue = await createVenue({
      clock,
      mode: "paper",
      accounts: 1,
      feed: {
        markets: async () => [market],
        watch: (_tokens, onUpdate) => {
          updates.push(onUpdate);
          return () => {};
        },
      },
    });
    venues.push(venue);
    const tell = (update: PaperUpdate) => updates[0]!(update);
    const level = (side: "BUY" | "SELL", price: string, size: string) =>
      tell({ kind: "level", tokenId: yes!, side, price, size });
    tell({
      kind: "book",
      tokenId: yes!,
      bids: [{ price: "0.40", size: "100" }],
      asks: [{ price: "0.44", size: "60.5" }],
    });
    const client = await testClient(venue, venue.ready.accounts[0]!);
    const own = (await client.place({ tokenId: yes!, side: "BUY", price: "0.4", size: "20" })).body as {
      orderID: string;
    };
    const matched = () => venue.engine.order(own.orderID)?.matched;

    // A trade of 30: the level shrinks first and the trade is told later; 70 are still ahead of us.
    level("BUY", "0.40", "70");
    await clock.advance(30);
    tell({ kind: "trade", tokenId: yes!, side: "SELL", price: "0.40", size: "30" });
    await clock.advance(500);
    expect(matched()).toBe(0n);
    expect(venue.engine.book(yes!)?.bids).toEqual([{ price: "0.4", size: "90" }]);
    // Somebody cancels 20: whose place that was is unknown, so ours does not get better. 50 are ahead.
    level("BUY", "0.40", "50");
    await clock.advance(500);
    tell({ kind: "trade", tokenId: yes!, side: "SELL", price: "0.40", size: "55" });
    expect(matched()).toBe(5_000_000n);
    // The market trades through our price: the rest fills.
    level("SELL", "0.39", "500");
    await clock.advance(300);
    expect(matched()).toBe(20_000_000n);

    level("SELL", "0.39", "40");
    await clock.advance(500);
    const taken = await client.place({ tokenId: yes!, side: "BUY", price: "0.39", size: "10", type: "FAK" });
    expect(taken.body).toMatchObject({ success: true, status: "matched", takingAmount: "10" });
    expect(
      venue.ledger().trades.some((trade) => trade.taker === client.account.funder && trade.fee !== "0"),
    ).toBe(true);
    expect(venue.engine.book(yes!)?.asks.at(-1)).toEqual({ price: "0.39", size: "30" });

    tell({ kind: "level", tokenId: yes!, side: "BUY", price: "nonsense", size: "1" });
    tell({ kind: "lost", tokenId: yes! });
    expect(venue.engine.book(yes!)).toMatchObject({ bids: [], asks: [] });
    expect(venue.checkConservation()).toMatchObject({ ok: true });
  });

  /** A venue over one market whose feed the test speaks for. */
  async function hand(options: VenueOptions = {}) {
    const clock = createVirtualClock();
    let tell: (update: PaperUpdate) => void = () => {};
    const venue = await createVenue({
      clock,
      mode: "paper",
      accounts: 1,
      ...options,
      feed: {
        markets: async () => [RAIN],
        watch: (_tokens, onUpdate) => {
          tell = onUpdate;
          return () => {};
        },
      },
    });
    venues.push(venue);
    const client = await testClient(venue, venue.ready.accounts[0]!);
    const bid = async (price: string, size: string): Promise<() => bigint | undefined> => {
      const { body } = await client.place({ tokenId: YES, side: "BUY", price, size });
      return () => venue.engine.order((body as { orderID: string }).orderID)?.matched;
    };
    const book = (tokenId: string, bids: string[][], asks: string[][]): void =>
      tell({ kind: "book", tokenId, bids: bids.map(level), asks: asks.map(level) });
    const level = ([price, size]: string[]) => ({ price: price!, size: size! });
    const trade = (tokenId: string, side: "BUY" | "SELL", price: string, size: string, id?: string): void =>
      tell({ kind: "trade", tokenId, side, price, size, ...(id === undefined ? {} : { id }) });
    return { venue, clock, bid, book, trade, tell: (update: PaperUpdate) => tell(update) };
  }

  it("keeps an own order's place when the book is sent again before the trade that changed it", async () => {
    const { bid, book, trade, clock, venue } = await hand();
    book(YES, [["0.40", "100"]], []);
    const matched = await bid("0.4", "20");
    book(YES, [["0.40", "70"]], []);
    book(NO, [], [["0.60", "70"]]);
    await clock.advance(29);
    trade(YES, "SELL", "0.40", "30");
    await clock.advance(1_000);
    trade(YES, "SELL", "0.40", "69");
    expect(matched()).toBe(0n);
    trade(YES, "SELL", "0.40", "2");
    expect(matched()).toBe(1_000_000n);
    expect(venue.checkConservation().problems).toEqual([]);
  });

  it("lets what rests of an eater wait for its trade, and fills with no more than that", async () => {
    const { bid, book, trade, clock, tell } = await hand();
    book(YES, [["0.40", "100"]], []);
    const matched = await bid("0.4", "20");
    // Somebody sells 105 at 0.40: the removal of the eaten level is never sent, and the trade comes late.
    tell({ kind: "level", tokenId: YES, side: "SELL", price: "0.40", size: "5" });
    tell({ kind: "level", tokenId: NO, side: "BUY", price: "0.60", size: "5" });
    await clock.advance(29);
    expect(matched()).toBe(0n);
    trade(YES, "SELL", "0.40", "100");
    expect(matched()).toBe(5_000_000n);
    await clock.advance(1_000);
    expect(matched()).toBe(5_000_000n);
  });

  it("counts a trade once, whichever token tells of it", async () => {
    const { bid, book, trade } = await hand();
    book(YES, [["0.40", "10"]], []);
    book(NO, [], [["0.60", "10"]]);
    const matched = await bid("0.4", "20");
    trade(NO, "BUY", "0.60", "15", "0xaa");
    trade(YES, "SELL", "0.40", "15", "0xaa");
    expect(matched()).toBe(5_000_000n);
    trade(NO, "BUY", "0.60", "5", "0xbb");
    expect(matched()).toBe(10_000_000n);
  });

  it("takes depth away once nobody vouches for it, and fills nothing until a book comes", async () => {
    const { book, tell, trade, bid, venue, clock } = await hand();
    const bids = () => venue.engine.book(YES)?.bids;
    book(YES, [["0.40", "10"]], []);
    book(NO, [], [["0.60", "10"]]);
    tell({ kind: "lost", tokenId: YES });
    tell({ kind: "level", tokenId: NO, side: "SELL", price: "0.6", size: "12" });
    expect(bids()).toEqual([{ price: "0.4", size: "12" }]);
    tell({ kind: "lost", tokenId: NO });
    expect(bids()).toEqual([]);
    const matched = await bid("0.3", "20");
    tell({ kind: "level", tokenId: YES, side: "SELL", price: "0.2", size: "500" });
    trade(YES, "SELL", "0.20", "500");
    expect(matched()).toBe(0n);
    book(YES, [["0.25", "5"]], [["0.30", "6"]]);
    await clock.advance(300);
    expect(matched()).toBe(6_000_000n);
  });

  it("resolves what was resolved, and takes over a new grid", async () => {
    const { tell, venue } = await hand();
    tell({ kind: "tick", tokenId: YES, tickSize: "0.001" });
    expect(venue.engine.marketOfToken(YES)).toMatchObject({ tickSize: "0.001" });
    tell({ kind: "resolved", tokenId: NO });
    tell({ kind: "resolved", tokenId: NO });
    expect(venue.engine.marketOfToken(YES)).toMatchObject({ state: "resolved", payouts: [0n, 1_000_000n] });
  });

  it("keeps own orders and positions over a restart, but no copied depth", async () => {
    const data = mkdtempSync(join(tmpdir(), "pm-venue-paper-"));
    try {
      const first = await hand({ data });
      first.book(YES, [["0.40", "10"]], [["0.50", "30"]]);
      const own = await first.bid("0.3", "20");
      await first.bid("0.5", "10");
      await first.clock.advance(10_000);
      await first.venue.close();
      const { venue, book, clock } = await hand({ data });
      expect(venue.engine.book(YES)).toMatchObject({ bids: [{ price: "0.3", size: "20" }], asks: [] });
      expect(venue.engine.positions(venue.ready.accounts[0]!.funder)).toMatchObject([{ size: 10_000_000n }]);
      expect(own()).toBe(0n);
      book(YES, [["0.20", "10"]], [["0.30", "5"]]);
      await clock.advance(300);
      expect(venue.engine.book(YES)?.bids).toEqual([
        { price: "0.2", size: "10" },
        { price: "0.3", size: "15" },
      ]);
      expect(venue.checkConservation().problems).toEqual([]);
      await venue.close();
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });

  it("wants a feed", async () => {
    await expect(createVenue({ mode: "paper" })).rejects.toThrow("mode paper needs a feed to copy");
  });
});

/** Lets frames that are under way arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await new Promise((resolve) => setImmediate(resolve));
}
