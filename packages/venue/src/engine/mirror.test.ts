import { describe, expect, it } from "@jest/globals";
import { ValidationError } from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { exchange, trader, u } from "./testing/exchange.ts";

const alice = trader(0);

function mirrored() {
  const at = exchange({ market: { fees: { rate: "0.05", exponent: 1, takerOnly: true } } });
  const [{ tokenId: yes }, { tokenId: no }] = at.market.outcomes;
  at.engine.mirrorBook(yes, {
    bids: [
      { price: "0.48", size: "500" },
      { price: "0.49", size: "100" },
    ],
    asks: [
      { price: "0.52", size: "300" },
      { price: "0.51", size: "80" },
    ],
  });
  const filled = (id: string) => at.engine.order(id)?.matched;
  return { ...at, yes, no, filled };
}

describe("copied depth", () => {
  it("shows in both books as the other exchange has it", () => {
    const { engine, yes, no } = mirrored();
    expect(engine.book(yes)).toMatchObject({
      bids: [
        { price: "0.48", size: "500" },
        { price: "0.49", size: "100" },
      ],
      asks: [
        { price: "0.52", size: "300" },
        { price: "0.51", size: "80" },
      ],
    });
    expect(engine.bestPrices(no)).toEqual({ bid: "0.49", ask: "0.51" });
    engine.mirrorBook(yes, { bids: [{ price: "0.49", size: "40" }], asks: [] });
    expect(engine.book(yes)).toMatchObject({ bids: [{ price: "0.49", size: "40" }], asks: [] });
    expect(engine.checkConservation().problems).toEqual([]);
  });

  it("fills takers level by level, with fees, and comes back with the next update", async () => {
    const { engine, yes, accept, settled } = mirrored();
    const taken = accept({ by: alice, side: "BUY", type: "FAK", amounts: [u("51"), u("98.0769")] });
    // 80 · 0.51 = 40.8, and 10.2 / 0.52 = 19.615384, less the unit that minting rounds away.
    expect(taken).toMatchObject({ status: "matched", taking: u("99.615383") });
    expect(engine.trades().map((trade) => trade.fee)).toEqual([244_800n, 999_600n]);
    expect(engine.bestPrices(yes)).toEqual({ bid: "0.49", ask: "0.52" });
    engine.mirrorDepth(yes, "SELL", "0.51", "75");
    expect(engine.book(yes)?.asks.at(-1)).toEqual({ price: "0.51", size: "75" });
    await settled();
    expect(engine.balanceAllowance(alice.address, yes).balance).toBe(u("99.615383"));
    expect(engine.checkConservation().problems).toEqual([]);
  });

  it("keeps an own order's place: trades serve those ahead first", () => {
    const { engine, yes, accept, filled } = mirrored();
    const order = accept({ by: alice, side: "BUY", price: "0.49", size: "30" });
    engine.mirrorTrade(yes, "SELL", "0.49", "60");
    engine.mirrorDepth(yes, "BUY", "0.49", "40");
    expect(filled(order.orderId)).toBe(0n);
    engine.mirrorTrade(yes, "SELL", "0.49", "55");
    expect(filled(order.orderId)).toBe(u("15"));
    engine.mirrorDepth(yes, "BUY", "0.49", "0");
    expect(engine.book(yes)?.bids.at(-1)).toEqual({ price: "0.49", size: "15" });
  });

  it("does not move an own order up for what leaves behind it", () => {
    const { engine, yes, accept, filled } = mirrored();
    const order = accept({ by: alice, side: "BUY", price: "0.49", size: "30" });
    engine.mirrorDepth(yes, "BUY", "0.49", "250");
    engine.mirrorDepth(yes, "BUY", "0.49", "100");
    engine.mirrorTrade(yes, "SELL", "0.49", "99");
    expect(filled(order.orderId)).toBe(0n);
    engine.mirrorDepth(yes, "BUY", "0.49", "1");
    engine.mirrorTrade(yes, "SELL", "0.49", "2");
    expect(filled(order.orderId)).toBe(u("1"));
  });

  it("fills an own order when the other exchange trades or quotes through its price", () => {
    const { engine, yes, no, accept, filled } = mirrored();
    const bid = accept({ by: alice, side: "BUY", price: "0.5", size: "30" });
    engine.mirrorTrade(no, "BUY", "0.51", "10");
    expect(filled(bid.orderId)).toBe(u("10"));
    engine.mirrorDepth(yes, "SELL", "0.47", "200");
    expect(filled(bid.orderId)).toBe(u("30"));
    // Bids of others from 0.47 up are gone, too: the ask says so.
    expect(engine.bestPrices(yes)).toEqual({ bid: "0", ask: "0.47" });
    expect(engine.checkConservation().problems).toEqual([]);
  });

  it("is the feed's depth after any feed, and the ledger balances", () => {
    const random = createSeededRandom(3);
    const { engine, yes, no, place, clock } = mirrored();
    const depth = new Map<string, string>();
    engine.mirrorBook(yes, { bids: [], asks: [] });
    for (let step = 0; step < 2_000; step++) {
      const bids = random.next() < 0.5;
      const cents = bids ? 30 + Math.floor(random.next() * 20) : 51 + Math.floor(random.next() * 20);
      const size = random.next() < 0.2 ? "0" : (Math.floor(random.next() * 40_000) / 100).toString();
      const onYes = random.next() < 0.5;
      const price = `0.${onYes ? cents : 100 - cents}`;
      engine.mirrorDepth(onYes ? yes : no, bids === onYes ? "BUY" : "SELL", price, size);
      depth.set(`${bids} 0.${cents}`, size);
      if (step % 7 === 0) place({ by: alice, side: "BUY", price: "0.45", size: "20" });
      if (step % 11 === 0) engine.mirrorTrade(yes, "SELL", "0.44", "33.3");
      if (step % 50 === 0) engine.cancelAll(alice.key);
    }
    engine.cancelAll(alice.key);
    for (const [level, size] of depth) {
      const [bid, price] = level.split(" ") as [string, string];
      engine.mirrorDepth(yes, bid === "true" ? "BUY" : "SELL", price, size);
    }
    const book = engine.book(yes);
    const shown = new Map([
      ...(book?.bids ?? []).map((level) => [`true ${level.price}`, level.size] as const),
      ...(book?.asks ?? []).map((level) => [`false ${level.price}`, level.size] as const),
    ]);
    const fed = [...depth].flatMap(([level, size]) =>
      size === "0" ? [] : [[level.replace(/0$/, ""), size] as const],
    );
    expect(shown).toEqual(new Map(fed));
    clock.setWall(clock.now() + 10_000);
    expect(engine.checkConservation().problems).toEqual([]);
  });

  it.each([
    ["a price of one", "1", "5"],
    ["a price between steps", "0.00005", "5"],
    ["a negative size", "0.5", "-1"],
    ["no size", "0.5", "many"],
  ])("refuses %s", (_, price, size) => {
    const { engine, yes } = mirrored();
    expect(() => engine.mirrorDepth(yes, "BUY", price, size)).toThrow(ValidationError);
    expect(() => engine.mirrorDepth("12", "BUY", "0.5", "1")).toThrow(ValidationError);
  });
});
