import { describe, expect, it } from "@jest/globals";
import { orderBookHash, ValidationError } from "@pm/core-types";
import type { EngineEvent } from "./events.ts";
import { exchange, trader, u } from "./testing/exchange.ts";

const [alice, bob] = [trader(0), trader(1)];
const ofType = <T extends EngineEvent["type"]>(events: readonly EngineEvent[], type: T) =>
  events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type);

describe("books", () => {
  it("mirror each other and hash as the venue hashes", () => {
    const { engine, market, accept } = exchange();
    engine.split(bob.address, market.conditionId, u("100"));
    accept({ by: alice, side: "BUY", price: "0.42", size: "100" });
    accept({ by: alice, side: "BUY", price: "0.4", size: "10.5" });
    accept({ by: bob, side: "SELL", price: "0.6", size: "30" });
    accept({ by: alice, side: "BUY", price: "0.6", size: "10" });
    const [yes, no] = market.outcomes.map(({ tokenId }) => engine.book(tokenId));
    expect(yes).toMatchObject({
      bids: [
        { price: "0.4", size: "10.5" },
        { price: "0.42", size: "100" },
      ],
      asks: [{ price: "0.6", size: "20" }],
      lastTradePrice: "0.600",
      minOrderSize: "5",
    });
    expect(no).toMatchObject({
      bids: [{ price: "0.4", size: "20" }],
      asks: [
        { price: "0.6", size: "10.5" },
        { price: "0.58", size: "100" },
      ],
      lastTradePrice: "0.400",
    });
    for (const book of [yes, no]) {
      if (book === undefined) throw new Error("no book");
      expect(book.hash).toBe(
        orderBookHash({
          market: book.conditionId,
          asset_id: book.tokenId,
          timestamp: String(book.timestamp),
          bids: book.bids,
          asks: book.asks,
          min_order_size: book.minOrderSize,
          tick_size: book.tickSize,
          neg_risk: book.negRisk,
          last_trade_price: book.lastTradePrice,
        }),
      );
    }
  });

  it("tell a level for the order's token first and for its complement next", () => {
    const { market, accept, events } = exchange();
    accept({ by: alice, side: "BUY", outcome: 1, price: "0.3", size: "10" });
    const [book] = ofType(events, "book");
    expect(book?.items.map(({ hash: _, ...item }) => item)).toEqual([
      {
        tokenId: market.outcomes[1].tokenId,
        side: "BUY",
        price: "0.3",
        size: "10",
        bestBid: "0.3",
        bestAsk: "1",
      },
      {
        tokenId: market.outcomes[0].tokenId,
        side: "SELL",
        price: "0.7",
        size: "10",
        bestBid: "0",
        bestAsk: "0.7",
      },
    ]);
  });

  it("tell a match in order: placement, trade, makers, taker, book, last price", () => {
    const { engine, market, accept, events } = exchange();
    engine.split(bob.address, market.conditionId, u("100"));
    accept({ by: bob, side: "SELL", price: "0.5", size: "10" });
    events.length = 0;
    accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    expect(
      events.map((event) => (event.type === "order" ? `${event.type} ${event.kind}` : event.type)),
    ).toEqual(["order PLACEMENT", "trade", "order UPDATE", "order UPDATE", "book", "last_trade"]);
  });
});

describe("tick size", () => {
  it.each([
    ["a bid above 0.96", "BUY", "0.97", 0],
    ["a bid of the complement above 0.96", "BUY", "0.97", 1],
  ] as const)("narrows at %s, for both tokens", (_, side, price, outcome) => {
    const { engine, market, accept, place, events } = exchange();
    accept({ by: alice, side, price, outcome, size: "10" });
    expect(ofType(events, "tick_size")).toMatchObject([
      {
        oldTickSize: "0.01",
        newTickSize: "0.001",
        tokenIds: market.outcomes.map((each) => each.tokenId),
      },
    ]);
    expect(engine.book(market.outcomes[0].tokenId)?.tickSize).toBe("0.001");
    expect(place({ by: alice, side: "BUY", price: "0.015", size: "10" })).toMatchObject({ success: true });
  });

  it("stays at 0.96 and 0.04, and never widens again", () => {
    const { engine, market, accept, events } = exchange();
    accept({ by: alice, side: "BUY", price: "0.96", size: "10" });
    expect(ofType(events, "tick_size")).toEqual([]);
    const order = accept({ by: alice, side: "BUY", price: "0.97", size: "10" });
    engine.cancel(alice.key, order.orderId);
    accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    expect(engine.market(market.conditionId)?.tickSize).toBe("0.001");
  });
});

describe("orders that end by time", () => {
  it("expire one minute early", async () => {
    const { engine, clock, accept } = exchange();
    const expiration = clock.now() / 1000 + 200;
    const order = accept({ by: alice, side: "BUY", type: "GTD", expiration });
    await clock.advance(139_999);
    expect(engine.order(order.orderId)?.status).toBe("LIVE");
    await clock.advance(1);
    expect(engine.order(order.orderId)?.status).toBe("CANCELED");
  });

  it("leave the book when the game starts, where the market says so", async () => {
    const { engine, clock, accept } = exchange({
      market: { gameStartTime: 1_750_000_060_000, clearBookOnStart: true },
    });
    accept({ by: alice, side: "BUY" });
    await clock.advance(60_000);
    expect(engine.openOrders()).toEqual([]);
    expect(accept({ by: alice, side: "BUY" })).toMatchObject({ status: "live" });
  });
});

describe("resolution", () => {
  it("cancels open orders, tells the winner, and pays it", async () => {
    const { engine, market, accept, events, settled } = exchange();
    engine.split(bob.address, market.conditionId, u("100"));
    accept({ by: bob, side: "SELL", price: "0.5", size: "40" });
    accept({ by: alice, side: "BUY", price: "0.5", size: "30" });
    const resting = accept({ by: alice, side: "BUY", price: "0.2", size: "10" });
    await settled();
    engine.resolve(market.conditionId, [1, 0]);
    expect(engine.order(resting.orderId)?.status).toBe("CANCELED_MARKET_RESOLVED");
    expect(engine.openOrders()).toEqual([]);
    expect(ofType(events, "market").at(-1)).toMatchObject({
      kind: "resolved",
      market: { state: "resolved", payouts: [1_000_000n, 0n] },
    });
    expect(engine.redeem(alice.address, market.conditionId)).toBe(u("30"));
    expect(engine.redeem(bob.address, market.conditionId)).toBe(u("70"));
    expect(engine.redeem(bob.address, market.conditionId)).toBe(0n);
    expect(engine.balanceAllowance(alice.address).balance).toBe(u("10015"));
    expect(engine.checkConservation()).toMatchObject({ ok: true, locked: 0n });
    expect(() => engine.resolve(market.conditionId, [0, 1])).toThrow(ValidationError);
  });

  it("can pay half to each side", () => {
    const { engine, market } = exchange();
    engine.split(bob.address, market.conditionId, u("100"));
    engine.withdraw(bob.address, u("100"), market.outcomes[1].tokenId);
    engine.resolve(market.conditionId, [1, 1]);
    expect(engine.redeem(bob.address, market.conditionId)).toBe(u("50"));
  });

  it("keeps shares that are still on their way for their buyer", async () => {
    const { engine, market, accept, settled } = exchange();
    engine.split(bob.address, market.conditionId, u("10"));
    accept({ by: bob, side: "SELL", price: "0.5", size: "10" });
    accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    engine.resolve(market.conditionId, [1, 0]);
    expect(engine.redeem(bob.address, market.conditionId)).toBe(0n);
    await settled();
    expect(engine.redeem(alice.address, market.conditionId)).toBe(u("10"));
    expect(engine.checkConservation()).toMatchObject({ ok: true, locked: 0n });
  });
});

describe("market input", () => {
  it.each([
    ["a slug twice", { slug: "rain", question: "Again?" }],
    [
      "a broken exponent",
      { slug: "x", question: "?", fees: { rate: "0.1", exponent: 0.5, takerOnly: true } },
    ],
    ["a broken rate", { slug: "x", question: "?", fees: { rate: "a lot", exponent: 1, takerOnly: true } }],
    ["a rate above one", { slug: "x", question: "?", fees: { rate: "1.1", exponent: 1, takerOnly: true } }],
    ["fees of makers", { slug: "x", question: "?", fees: { rate: "0.1", exponent: 1, takerOnly: false } }],
    ["an unknown tick", { slug: "x", question: "?", tickSize: "0.02" as never }],
    ["a negative minimum", { slug: "x", question: "?", minOrderSize: "-1" }],
    ["a broken delay", { slug: "x", question: "?", secondsDelay: 0.5 }],
  ])("is refused: %s", (_, spec) => {
    const { engine } = exchange();
    expect(() => engine.addMarket(spec)).toThrow(ValidationError);
    expect(engine.markets()).toHaveLength(1);
  });

  it("is refused for unknown conditions, tokens and impossible amounts", () => {
    const { engine } = exchange();
    expect(() => engine.resolve("0x12", [1, 0])).toThrow(ValidationError);
    expect(() => engine.fund(alice.address, 1n, "12")).toThrow(ValidationError);
    expect(() => engine.fund(alice.address, -1n)).toThrow(ValidationError);
    expect(() => engine.fund(alice.address, 10n ** 16n)).toThrow(ValidationError);
  });
});
