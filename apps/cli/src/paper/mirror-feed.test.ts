import { describe, expect, it } from "@jest/globals";
import { type ConditionId, type TokenId, tokenId } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import { type BookView, type MarketEvent, OrderBook, type TrustLevel } from "@pm/realtime";
import type { PaperUpdate } from "@pm/venue";
import { createMirrorFeed } from "./mirror-feed.ts";

const TOKEN = tokenId("11");
const BASE = { conditionId: `0x${"ab".repeat(32)}` as ConditionId, timestamp: 1 };

/** A stream whose events and trust the test decides. */
function scripted() {
  const clock = createVirtualClock();
  const updates: PaperUpdate[] = [];
  let tell: (event: MarketEvent) => void = () => {};
  let view: BookView | undefined;
  let wake: () => void = () => {};
  let ended = false;
  async function* views(): AsyncGenerator<BookView> {
    while (!ended) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (view !== undefined && !ended) yield view;
    }
  }
  const feed = createMirrorFeed(
    {
      subscribe: (_tokens, handler) => {
        tell = handler;
        return { close: () => {} };
      },
      watchBook: () => views(),
      book: () => view,
    },
    [],
    clock,
  );
  const stop = feed.watch([TOKEN], (update) => updates.push(update));
  const trust = async (level: TrustLevel): Promise<void> => {
    view = { tokenId: TOKEN as TokenId, book: new OrderBook(TOKEN), level, reason: "confirmed", epoch: 1 };
    wake();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const end = (): void => {
    ended = true;
    wake();
    stop();
  };
  return { clock, updates, trust, end, tell: (event: MarketEvent) => tell(event) };
}

describe("a feed made from a market stream", () => {
  it("passes on what the books say", () => {
    const { tell, updates, end } = scripted();
    const levels = { bids: [{ price: "0.4", size: "1" }], asks: [] };
    tell({
      ...BASE,
      type: "book",
      tokenId: TOKEN,
      ...levels,
      hash: "",
      tickSize: undefined,
      minOrderSize: undefined,
      negRisk: undefined,
      lastTradePrice: undefined,
    });
    const change = { tokenId: TOKEN, price: "0.4", size: "2", side: "BUY" } as const;
    tell({ ...BASE, type: "price_change", ...change, hash: "", bestBid: undefined, bestAsk: undefined });
    const trade = { ...BASE, type: "last_trade_price", ...change, feeRateBps: undefined } as const;
    tell({ ...trade, transactionHash: "0xaa" });
    tell({ ...trade, transactionHash: undefined });
    tell({ ...trade, side: undefined, transactionHash: undefined });
    tell({ ...BASE, type: "tick_size_change", tokenId: TOKEN, oldTickSize: "0.01", newTickSize: "0.001" });
    tell({
      ...BASE,
      type: "market_resolved",
      id: "1",
      tokenIds: [TOKEN],
      winningTokenId: TOKEN,
      winningOutcome: "Yes",
      raw: {},
    });
    expect(updates).toEqual([
      { kind: "book", tokenId: TOKEN, ...levels },
      { kind: "level", ...change },
      { kind: "trade", ...change, id: "0xaa" },
      { kind: "trade", ...change },
      { kind: "tick", tokenId: TOKEN, tickSize: "0.001" },
      { kind: "resolved", tokenId: TOKEN },
    ]);
    end();
  });

  it("says when a book cannot be believed any more, and sends it whole when it can", async () => {
    const { trust, updates, end } = scripted();
    const kinds = () => updates.splice(0).map((update) => update.kind);
    await trust("resyncing");
    expect(kinds()).toEqual([]);
    await trust("live");
    expect(kinds()).toEqual(["book"]);
    await trust("suspect");
    expect(kinds()).toEqual([]);
    await trust("stale");
    await trust("resyncing");
    expect(kinds()).toEqual(["lost"]);
    await trust("live");
    expect(kinds()).toEqual(["book"]);
    end();
  });

  it("sends live books whole now and then, until it is stopped", async () => {
    const { trust, updates, clock, end } = scripted();
    await trust("live");
    updates.length = 0;
    await clock.advance(11_000);
    expect(updates.map((update) => update.kind)).toEqual(["book", "book"]);
    end();
    await clock.advance(11_000);
    expect(updates).toHaveLength(2);
  });
});
