import { describe, expect, it } from "@jest/globals";
import { exchange, trader } from "./testing/exchange.ts";

const [alice, bob] = [trader(0), trader(1)];

describe("modes", () => {
  it("go from a restart through two minutes of post-only to normal", async () => {
    const { engine, clock, events } = exchange();
    const start = clock.now();
    engine.restart(90_000);
    expect(engine.mode()).toEqual({ mode: "restarting", until: start + 90_000 });
    await clock.advance(90_000);
    expect(engine.mode()).toEqual({ mode: "post-only", until: start + 210_000 });
    await clock.advance(119_999);
    expect(engine.mode().mode).toBe("post-only");
    await clock.advance(1);
    expect(engine.mode()).toEqual({ mode: "normal", until: undefined });
    expect(events.flatMap((event) => (event.type === "mode" ? [event.mode] : []))).toEqual([
      "restarting",
      "post-only",
      "normal",
    ]);
  });

  it("are not ended by an older mode's time", async () => {
    const { engine, clock } = exchange();
    engine.setMode("cancel-only", clock.now() + 1_000);
    engine.setMode("disabled");
    await clock.advance(2_000);
    expect(engine.mode().mode).toBe("disabled");
  });

  it("let cancels through in cancel-only", () => {
    const { engine, accept } = exchange();
    const order = accept({ by: alice, side: "BUY" });
    engine.setMode("cancel-only");
    expect(engine.cancel(alice.key, order.orderId).canceled).toEqual([order.orderId]);
  });
});

describe("heartbeats", () => {
  it("chain their ids and cancel a key's orders ten seconds after the last", async () => {
    const { engine, clock, accept } = exchange();
    const mine = accept({ by: alice, side: "BUY" });
    const other = accept({ by: bob, side: "BUY" });
    const first = engine.heartbeat(alice.key, "");
    if (!first.ok) throw new Error("refused");
    await clock.advance(8_000);
    expect(engine.heartbeat(alice.key, "")).toEqual({ ok: false, expected: first.id });
    expect(engine.heartbeat(alice.key, first.id)).toMatchObject({ ok: true });
    await clock.advance(10_000);
    expect(engine.order(mine.orderId)?.status).toBe("LIVE");
    await clock.advance(5_000);
    expect(engine.order(mine.orderId)?.status).toBe("CANCELED");
    expect(engine.order(other.orderId)?.status).toBe("LIVE");
  });

  it("start over with the old endpoint", () => {
    const { engine } = exchange();
    engine.heartbeat(alice.key, "");
    expect(engine.heartbeat(alice.key, undefined)).toEqual({ ok: true, id: "" });
    expect(engine.heartbeat(alice.key, "")).toMatchObject({ ok: true });
  });
});

describe("cancelling", () => {
  it("reports each id once, with the venue's reason", () => {
    const { engine, accept } = exchange();
    const order = accept({ by: alice, side: "BUY" });
    const foreign = accept({ by: bob, side: "BUY" });
    expect(engine.cancelMany(alice.key, [order.orderId, order.orderId, foreign.orderId, "0x1"])).toEqual({
      canceled: [order.orderId],
      notCanceled: {
        [foreign.orderId]: "Order not found or already canceled",
        "0x1": "Order not found or already canceled",
      },
    });
    expect(engine.cancel(alice.key, order.orderId).notCanceled).toEqual({
      [order.orderId]: "Order not found or already canceled",
    });
  });

  it("works by market and by token", () => {
    const { engine, market, accept } = exchange();
    const other = engine.addMarket({ slug: "snow", question: "Snow?" });
    const yes = accept({ by: alice, side: "BUY" });
    const no = accept({ by: alice, side: "BUY", outcome: 1, price: "0.3" });
    const snow = accept({ by: alice, side: "BUY", market: other });
    expect(engine.cancelMarket(alice.key, { tokenId: market.outcomes[1].tokenId }).canceled).toEqual([
      no.orderId,
    ]);
    expect(engine.cancelMarket(alice.key, { conditionId: market.conditionId }).canceled).toEqual([
      yes.orderId,
    ]);
    expect(engine.cancelAll(alice.key).canceled).toEqual([snow.orderId]);
  });
});

describe("reads", () => {
  it("filter trades by time, token, party and key", async () => {
    const { engine, market, accept, clock } = exchange();
    accept({ by: bob, side: "BUY", outcome: 1, price: "0.5", size: "20" });
    accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    await clock.advance(10_000);
    accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    const [newest, oldest] = engine.trades();
    const second = Math.floor((oldest?.matchTime ?? 0) / 1000);
    const ids = (filter: Parameters<typeof engine.trades>[0]) =>
      engine.trades(filter).map((trade) => trade.id);
    expect(ids({ after: second })).toEqual([newest?.id]);
    expect(ids({ before: second + 1 })).toEqual([oldest?.id]);
    expect(ids({ owner: bob.key })).toHaveLength(2);
    expect(ids({ maker: trader(2).address })).toEqual([]);
    expect(ids({ tokenId: market.outcomes[1].tokenId })).toHaveLength(2);
    expect(ids({ id: newest?.id ?? "" })).toEqual([newest?.id]);
    expect(ids({ conditionId: "0x" })).toEqual([]);
  });

  it("forget when orders would have expired that are gone", () => {
    const { engine, accept, clock } = exchange({ listen: false });
    const expiration = clock.now() / 1000 + 31_536_000;
    for (let n = 0; n < 10_100; n++) {
      const order = accept({ by: alice, side: "BUY", type: "GTD", expiration });
      if (n !== 5) engine.cancel(alice.key, order.orderId);
    }
    const { tasks } = engine.snapshot() as { tasks: { tasks: readonly { key: string }[] } };
    expect(tasks.tasks.length).toBeLessThan(200);
    expect(tasks.tasks.map((task) => task.key)).toContain(engine.openOrders()[0]?.id);
  });

  it("keep a bounded history", async () => {
    const { engine, accept, clock } = exchange({ config: { historyLimit: 20 } });
    for (let n = 0; n < 60; n++) {
      accept({ by: bob, side: "BUY", outcome: 1, price: "0.5", size: "10" });
      accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
      await clock.advance(4_000);
    }
    expect(engine.trades().length).toBeLessThanOrEqual(26);
    expect(engine.ledger().orders.length).toBeLessThanOrEqual(26);
    expect(engine.activity().length).toBeLessThanOrEqual(25);
    expect(engine.checkConservation().problems).toEqual([]);
  });
});
