import { afterEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import { createVenue, type PaperFeed, type PaperMarket, type PaperUpdate, type Venue } from "../index.ts";
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
      paper: feedOf(source, sockets),
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
      paper: {
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

  it("wants a feed", async () => {
    await expect(createVenue({ mode: "paper" })).rejects.toThrow("mode paper needs a feed to copy");
  });
});

/** Lets frames that are under way arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await new Promise((resolve) => setImmediate(resolve));
}
