import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { decimal } from "@pm/core-types";
import { privateKey } from "@pm/signing";
import { type LocalVenue, openLocalVenue } from "./testing/local-venue.ts";

let local: LocalVenue;
let yes: string;
let no: string;

beforeEach(async () => {
  local = await openLocalVenue({ seed: 7 });
  const market = local.venue.ready.markets.find((each) => !each.negRisk && each.tickSize === "0.01")!;
  yes = market.tokens[0]!.tokenId;
  no = market.tokens[1]!.tokenId;
});

afterEach(() => local.close());

describe("against the local venue", () => {
  it("reads time, markets, rules and books", async () => {
    const { clob, venue } = local;
    expect(Math.abs((await clob.fetchServerTime()) - venue.ledger().now)).toBeLessThan(5_000);
    const markets = await clob.listMarkets().collect();
    expect(markets).toMatchObject({ complete: true });
    expect(markets.items.map((market) => market.conditionId).sort()).toEqual(
      venue.ready.markets.map((market) => market.conditionId).sort(),
    );
    for (const market of venue.ready.markets) {
      const rules = await clob.fetchMarketRules(market.tokens[0]!.tokenId);
      expect(rules).toMatchObject({
        conditionId: market.conditionId,
        negRisk: market.negRisk,
        tickSize: market.tickSize,
      });
      expect(rules.minOrderSize.eq(decimal(market.minOrderSize))).toBe(true);
      expect((await clob.fetchMarket(market.conditionId)).question).toBe(market.question);
    }
    const book = await clob.fetchOrderBook(yes);
    expect(book).toMatchObject({ tokenId: yes, bids: [], asks: [] });
    expect(await clob.fetchLastTrade(yes)).toBeUndefined();
  });

  it("places, sees, fills and cancels orders, and the ledger agrees", async () => {
    const maker = local.wallet(0);
    const taker = local.wallet(1);
    const resting = await maker.placeLimit({ tokenId: yes, side: "BUY", price: "0.4", size: "100" });
    expect(resting).toMatchObject({ outcome: "accepted", status: "live" });
    const deeper = await maker.placeLimit({ tokenId: yes, side: "BUY", price: "0.3", size: "10" });
    expect((await local.clob.fetchOrderBook(yes)).bids.map((level) => level.price.toFixed())).toEqual([
      "0.4",
      "0.3",
    ]);
    expect((await local.clob.fetchPrice(yes, "BUY")).toFixed()).toBe("0.4");

    // A BUY of the complement mints against the resting BUY.
    const crossing = await taker.placeLimit({ tokenId: no, side: "BUY", price: "0.6", size: "40" });
    expect(crossing).toMatchObject({ outcome: "accepted", status: "matched" });
    expect(crossing.tradeIds).toHaveLength(1);

    const open = await maker.listOpenOrders().collect();
    expect(open.items.map((order) => [order.id, order.sizeMatched.toFixed()]).sort()).toEqual(
      [
        [resting.id, "40"],
        [deeper.id, "0"],
      ].sort(),
    );
    const trades = await taker.listTrades().collect();
    expect(trades.items).toHaveLength(1);
    expect(trades.items[0]).toMatchObject({ takerOrderId: crossing.id, role: "TAKER" });
    expect(trades.items[0]!.makerOrders[0]).toMatchObject({ orderId: resting.id });
    expect((await maker.listTrades().collect()).items[0]).toMatchObject({ role: "MAKER" });

    const fills = [...(await maker.fetchFills()), ...(await taker.fetchFills())];
    expect(fills.map(({ side, role, price, size }) => [side, role, price.toFixed(), size.toFixed()])).toEqual(
      [
        ["BUY", "MAKER", "0.4", "40"],
        ["BUY", "TAKER", "0.6", "40"],
      ],
    );

    expect(await maker.cancelOrder(resting.id)).toMatchObject({ canceled: [resting.id] });
    expect((await maker.cancelOrder(resting.id)).notCanceled.get(resting.id)).toBeDefined();
    expect(await maker.fetchOrder(resting.id)).toMatchObject({ status: "CANCELED" });
    expect((await maker.cancelAll()).canceled).toEqual([deeper.id]);
    expect((await maker.listOpenOrders().collect()).items).toEqual([]);
    expect(local.venue.checkConservation()).toMatchObject({ ok: true });
  });

  it("market orders: FOK fills whole, FAK takes what is there, and a FOK over thin depth never leaves", async () => {
    const maker = local.wallet(0);
    const taker = local.wallet(1);
    await maker.placeLimit({ tokenId: no, side: "BUY", price: "0.5", size: "50" });
    const fok = await taker.placeMarket({ tokenId: yes, side: "BUY", amount: "10" });
    expect(fok).toMatchObject({ outcome: "accepted", status: "matched", timeInForce: "FOK" });
    await expect(taker.placeMarket({ tokenId: yes, side: "BUY", amount: "500" })).rejects.toMatchObject({
      name: "InsufficientLiquidityError",
    });
    const fak = await taker.placeMarket({ tokenId: yes, side: "BUY", amount: "500", timeInForce: "FAK" });
    expect(fak).toMatchObject({ outcome: "accepted", status: "matched" });
    const nothing = await taker.placeMarket({
      tokenId: yes,
      side: "BUY",
      amount: "5",
      worstPrice: "0.6",
      timeInForce: "FAK",
    });
    expect(nothing).toMatchObject({ outcome: "rejected", error: { name: "FAKNotFilledError" } });
    const killed = await taker.placeMarket({ tokenId: yes, side: "BUY", amount: "5", worstPrice: "0.6" });
    expect(killed).toMatchObject({ outcome: "rejected", error: { name: "FOKNotFilledError" } });
  });

  it("batches of more than fifteen are split, and each leg is an order", async () => {
    const wallet = local.wallet(0);
    const legs = await wallet.placeMany(
      Array.from({ length: 20 }, (_, index) => ({
        tokenId: yes,
        side: "BUY" as const,
        price: "0.2",
        size: String(5 + index),
      })),
    );
    expect(legs.every((leg) => leg.order?.outcome === "accepted")).toBe(true);
    expect((await wallet.listOpenOrders({ tokenId: yes }).collect()).items).toHaveLength(20);
    expect((await wallet.cancelMarket({ tokenId: yes })).canceled).toHaveLength(20);
  });

  it("what the venue refuses has its type", async () => {
    const wallet = local.wallet(0);
    const other = local.wallet(1);
    await other.placeLimit({ tokenId: yes, side: "BUY", price: "0.5", size: "10" });
    const crossing = await wallet.placeLimit({
      tokenId: no,
      side: "BUY",
      price: "0.5",
      size: "10",
      postOnly: true,
    });
    expect(crossing).toMatchObject({ outcome: "rejected", error: { name: "PostOnlyCrossError" } });
    await expect(
      wallet.placeLimit({ tokenId: "12345678901234567890", side: "BUY", price: "0.5", size: "10" }),
    ).rejects.toMatchObject({
      name: "MarketNotFoundError",
    });
    await expect(
      wallet.placeLimit({ tokenId: yes, side: "BUY", price: "0.5", size: "90000" }),
    ).rejects.toMatchObject({
      name: "InsufficientBalanceError",
    });
    await expect(wallet.fetchOrder(`0x${"00".repeat(32)}`)).rejects.toMatchObject({
      name: "OrderNotFoundError",
    });
    local.venue.setClosedOnly(wallet.funder, true);
    expect(await wallet.placeLimit({ tokenId: yes, side: "BUY", price: "0.1", size: "10" })).toMatchObject({
      outcome: "rejected",
      error: { name: "ClosedOnlyError" },
    });
    expect(await wallet.fetchClosedOnly()).toBe(true);
  });

  it("neg-risk orders are signed for their own exchange", async () => {
    const market = local.venue.ready.markets.find((each) => each.negRisk)!;
    const placed = await local.wallet(0).placeLimit({
      tokenId: market.tokens[0]!.tokenId,
      side: "BUY",
      price: "0.2",
      size: "10",
    });
    expect(placed.error).toBeUndefined();
    expect(placed.outcome).toBe("accepted");
  });

  it("an unfunded wallet is refused before anything is sent", async () => {
    const account = local.clob.account({ id: "stranger", signer: privateKey(`0x${"11".repeat(32)}`) });
    await expect(
      account.placeLimit({ tokenId: yes, side: "BUY", price: "0.5", size: "10" }),
    ).rejects.toMatchObject({
      name: "InsufficientBalanceError",
    });
  });
});

describe("an order's whole life", () => {
  it("is told until it is settled on chain", async () => {
    local.venue.setSettlement({ minedAfterMs: 3_600_000, confirmedAfterMs: 3_600_000 });
    const maker = local.wallet(0, { follow: { hurryMs: 20 } });
    const taker = local.wallet(1, { follow: { hurryMs: 20 } });
    const phases: string[] = [];
    maker.onOrder((order) => phases.push(`${order.state.phase} ${order.state.matched.toFixed()}`));
    const resting = await maker.placeLimit({ tokenId: yes, side: "BUY", price: "0.4", size: "100" });
    expect(resting.state).toMatchObject({ phase: "open", settled: false });
    const crossing = await taker.placeLimit({ tokenId: no, side: "BUY", price: "0.6", size: "40" });
    await maker.sweep();
    expect(resting.state.matched.toFixed()).toBe("40");
    expect(resting.state.fills.map((fill) => [fill.role, fill.size, fill.price])).toEqual([
      ["MAKER", 40_000_000n, 400_000n],
    ]);
    // 60 more at 0.4 are reserved, and the 16 the fill took are not on chain yet.
    const funds = await maker.fetchBalance();
    expect([funds.reserved.toFixed(), funds.unsettled.toFixed()]).toEqual(["24", "16"]);

    const done = maker.cancelOrder(resting.id);
    expect((await done).canceled).toEqual([resting.id]);
    expect(resting.state.settled).toBe(false);
    local.venue.advance(7_200_001);
    const settled = await resting.settled({ signal: AbortSignal.timeout(10_000) });
    expect(settled).toMatchObject({ phase: "done", end: "cancelled", settled: true });
    expect(settled.filled.toFixed()).toBe("40");
    expect((await crossing.settled({ signal: AbortSignal.timeout(10_000) })).fills[0]).toMatchObject({
      status: "CONFIRMED",
      role: "TAKER",
    });
    const after = await maker.fetchBalance();
    expect([after.reserved.toFixed(), after.unsettled.toFixed(), after.balance.toFixed()]).toEqual([
      "0",
      "0",
      "9984",
    ]);
    expect(maker.listOrders()).toEqual([]);
    expect(phases.at(0)).toBe("open 0");
    expect(phases.at(-1)).toBe("done 40");
  });

  it("a trade that fails on chain is rolled back", async () => {
    local.venue.setSettlement({ fails: true, minedAfterMs: 0 });
    const maker = local.wallet(0, { follow: { hurryMs: 20 } });
    await maker.placeLimit({ tokenId: yes, side: "BUY", price: "0.4", size: "10" });
    const taken = await local
      .wallet(1, { follow: { hurryMs: 20 } })
      .placeLimit({ tokenId: no, side: "BUY", price: "0.6", size: "10" });
    local.venue.advance(60_000);
    const settled = await taken.settled({ signal: AbortSignal.timeout(10_000) });
    expect(settled).toMatchObject({ end: "filled", settled: true, fills: [{ status: "FAILED" }] });
    expect([settled.matched.toFixed(), settled.filled.toFixed()]).toEqual(["10", "0"]);
  });

  it("orders placed elsewhere with the same key hold funds too", async () => {
    const first = local.wallet(0);
    await first.placeLimit({ tokenId: yes, side: "BUY", price: "0.5", size: "1000" });
    const second = local.wallet(0, { id: "same key, another process" });
    await second.sweep();
    expect((await second.fetchBalance()).reserved.toFixed()).toBe("500");
  });
});

describe("a market that holds orders before it matches them", () => {
  it("delayed is neither a fill nor a miss: the order is followed until it is one", async () => {
    await local.close();
    local = await openLocalVenue({
      seed: 7,
      settlement: { minedAfterMs: 0, confirmedAfterMs: 0 },
      events: [
        {
          slug: "game",
          title: "Game",
          negRisk: false,
          markets: [{ slug: "game", question: "Will they win?", secondsDelay: 3 }],
        },
      ],
    });
    const [home = "", away = ""] = local.venue.ready.markets[0]!.tokens.map((token) => token.tokenId);
    await local.wallet(0).placeLimit({ tokenId: home, side: "BUY", price: "0.4", size: "50" });
    const wallet = local.wallet(1, { follow: { hurryMs: 20 } });
    const placed = await wallet.placeLimit({ tokenId: away, side: "BUY", price: "0.6", size: "50" });
    expect(placed).toMatchObject({ outcome: "accepted", status: "delayed" });
    expect(placed.state).toMatchObject({ phase: "delayed", settled: false });
    // Its funds are held all the while, so that nobody sends it again.
    expect((await wallet.fetchBalance()).reserved.toFixed()).toBe("30");
    local.venue.advance(10_000);
    const settled = await placed.settled({ signal: AbortSignal.timeout(10_000) });
    expect(settled).toMatchObject({ phase: "done", end: "filled" });
    expect(settled.filled.toFixed()).toBe("50");
    expect((await wallet.fetchBalance()).reserved.toFixed()).toBe("0");
  });
});

describe("an operator's tools", () => {
  it("replace moves an order without ever having two", async () => {
    const wallet = local.wallet(0);
    const placed = await wallet.placeLimit({ tokenId: yes, side: "BUY", price: "0.4", size: "100" });
    await local.wallet(1).placeLimit({ tokenId: no, side: "BUY", price: "0.6", size: "30" });
    const replaced = await wallet.replaceOrder(placed.id, { price: "0.41" });
    expect(replaced).toMatchObject({ replaced: true });
    const open = (await wallet.listOpenOrders().collect()).items;
    expect(open.map((order) => [order.price.toFixed(), order.originalSize.toFixed()])).toEqual([
      ["0.41", "70"],
    ]);
  });

  it("the kill switch empties a wallet and proves it, with answers lost on the way", async () => {
    const wallet = local.wallet(0);
    await wallet.placeMany(
      Array.from({ length: 30 }, (_, index) => ({
        tokenId: yes,
        side: "BUY" as const,
        price: "0.2",
        size: String(5 + index),
      })),
    );
    local.venue.inject({ kind: "lost-answer", route: "DELETE /cancel-all", times: 1, ms: 20 });
    local.venue.inject({ kind: "lost-answer", route: "POST /order", times: 1, ms: 20 });
    const late = wallet.placeLimit({ tokenId: yes, side: "BUY", price: "0.21", size: "10" });
    const report = await wallet.kill();
    await late.catch(() => {});
    expect(report).toMatchObject({ verified: true, remaining: [] });
    expect(local.venue.ledger().orders.filter((order) => order.status === "LIVE")).toEqual([]);
    expect((await wallet.fetchBalance()).reserved.toFixed()).toBe("0");
  });

  it("a heartbeat that stops takes every order with it, and the account notices", async () => {
    const wallet = local.wallet(0);
    const placed = await wallet.placeLimit({ tokenId: yes, side: "BUY", price: "0.4", size: "100" });
    const states: string[] = [];
    const heartbeat = wallet.startHeartbeat({ onState: (state) => states.push(state) });
    const beats = () =>
      local.venue.ledger().requests.filter((request) => request.route === "POST /v1/heartbeats");
    while (!beats().some((request) => request.status === 200))
      await new Promise((resolve) => setImmediate(resolve));
    expect(heartbeat.state()).toBe("beating");
    local.venue.advance(16_000);
    await wallet.sweep();
    expect(placed.state).toMatchObject({ phase: "done", end: "cancelled" });
    heartbeat.stop();
  });
});

describe("faults", () => {
  it.each(["lost-answer", "reset-after", "reset-before", "reset-during", "truncated"] as const)(
    "%s: one order at the venue, known by its id",
    async (kind) => {
      const wallet = local.wallet(0);
      await wallet.placeLimit({ tokenId: yes, side: "BUY", price: "0.1", size: "10" });
      local.venue.inject({ kind, route: "POST /order", times: 1, ms: 50 });
      const placed = await wallet.placeLimit({ tokenId: yes, side: "BUY", price: "0.4", size: "100" });
      const decision = await placed.decided();
      expect(decision.outcome).toBe("accepted");
      const { orders } = local.venue.ledger();
      expect(orders.filter((order) => order.price === "0.4")).toHaveLength(1);
      expect(orders.map((order) => order.id)).toContain(placed.id);
    },
  );

  it("a 500 that lies about an order that landed does not fool anybody", async () => {
    const wallet = local.wallet(0);
    local.venue.inject({ kind: "status", status: 500, processed: true, route: "POST /order", times: 1 });
    const placed = await wallet.placeLimit({ tokenId: yes, side: "BUY", price: "0.4", size: "100" });
    expect(await placed.decided()).toMatchObject({ outcome: "accepted", evidence: "order", sends: 1 });
    expect(local.venue.ledger().orders).toHaveLength(1);
  });

  it("a host clock that is off is corrected from /time", async () => {
    local.venue.inject({ kind: "clock-skew", ms: 3_600_000, times: null });
    const wallet = local.wallet(0);
    const placed = await wallet.placeLimit({ tokenId: yes, side: "BUY", price: "0.4", size: "100" });
    expect(placed.outcome).toBe("accepted");
    expect(Math.abs(wallet.clockOffset() - 3_600_000)).toBeLessThan(2_000);
  });

  it("an engine restart is a rejection that may be tried again", async () => {
    const wallet = local.wallet(0);
    await wallet.sweep();
    await wallet.placeLimit({ tokenId: yes, side: "BUY", price: "0.3", size: "10" });
    local.venue.restart(60_000);
    const placed = await wallet.placeLimit({ tokenId: yes, side: "BUY", price: "0.4", size: "100" });
    expect(placed).toMatchObject({ outcome: "rejected", error: { name: "VenueModeError", retry: "after" } });
    expect(local.venue.ledger().orders).toHaveLength(1);
  });
});
