import { describe, expect, it } from "@jest/globals";
import type { OrderEvent } from "./events.ts";
import { exchange, trader, u } from "./testing/exchange.ts";
import type { SubmitResult } from "./types.ts";

const [alice, bob] = [trader(0), trader(1)];

/** An exchange where bob offers 20 at 0.5. */
function offered(market: Parameters<typeof exchange>[0] & object) {
  const at = exchange(market);
  at.engine.split(bob.address, at.market.conditionId, u("100"));
  const ask = at.accept({ by: bob, side: "SELL", price: "0.5", size: "20" });
  at.events.length = 0;
  const told = () =>
    at.events
      .filter((event): event is OrderEvent => event.type === "order")
      .map((event) => [event.kind, event.order.status, event.order.id]);
  return { ...at, ask, told };
}

describe("markets with a delay in seconds", () => {
  const slow = { market: { secondsDelay: 3 } };

  it("answer delayed, hold the order beyond cancelling, and match it when the delay ends", async () => {
    const { engine, clock, accept, told, ask } = offered(slow);
    const order = accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    expect(order).toMatchObject({ status: "delayed", making: 0n, taking: 0n, tradeIds: [] });
    expect(engine.openOrders({ owner: alice.key })).toMatchObject([{ status: "DELAYED", matched: 0n }]);
    expect(engine.cancel(alice.key, order.orderId)).toEqual({
      canceled: [],
      notCanceled: { [order.orderId]: "Order not found or already canceled" },
    });
    expect(engine.cancelAll(alice.key).canceled).toEqual([]);
    await clock.advance(2_999);
    expect(engine.trades()).toEqual([]);
    await clock.advance(1);
    expect(engine.order(order.orderId)).toMatchObject({ status: "MATCHED", matched: u("10") });
    expect(told()).toEqual([
      ["PLACEMENT", "DELAYED", order.orderId],
      ["UPDATE", "LIVE", ask.orderId],
      ["UPDATE", "MATCHED", order.orderId],
    ]);
  });

  it("rest what finds no counterpart any more", async () => {
    const { engine, clock, accept, told, ask } = offered(slow);
    const order = accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    engine.cancel(bob.key, ask.orderId);
    await clock.advance(3_000);
    expect(engine.order(order.orderId)).toMatchObject({ status: "LIVE", matched: 0n });
    expect(told().at(-1)).toEqual(["UPDATE", "LIVE", order.orderId]);
    expect(engine.cancel(alice.key, order.orderId).canceled).toEqual([order.orderId]);
  });

  it("kill a FOK that finds no counterpart any more", async () => {
    const { engine, clock, accept, events, ask } = offered(slow);
    const order = accept({ by: alice, side: "BUY", type: "FOK", amounts: [u("5"), u("10")] });
    engine.cancel(bob.key, ask.orderId);
    await clock.advance(3_000);
    expect(events.at(-1)).toMatchObject({
      type: "order",
      kind: "CANCELLATION",
      order: { id: order.orderId, status: "CANCELED", killedBy: expect.stringContaining("FOK") },
    });
  });

  it("hold nothing that does not cross", () => {
    const { accept } = offered(slow);
    expect(accept({ by: alice, side: "BUY", price: "0.49" })).toMatchObject({ status: "live" });
  });

  it("take an order back whose funds went away meanwhile", async () => {
    const { engine, clock, accept } = offered(slow);
    const order = accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    expect(engine.withdraw(alice.address, u("9996"))).toBe(true);
    expect(engine.order(order.orderId)).toMatchObject({ status: "INVALID" });
    await clock.advance(3_000);
    expect(engine.trades()).toEqual([]);
    expect(engine.checkConservation().problems).toEqual([]);
  });

  it("take an order back whose market closed meanwhile", async () => {
    const { engine, market, clock, accept } = offered(slow);
    const order = accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    engine.setMarketState(market.conditionId, "closed");
    await clock.advance(3_000);
    expect(engine.order(order.orderId)).toMatchObject({ status: "INVALID" });
    expect(engine.checkConservation().problems).toEqual([]);
  });
});

describe("markets that hold takers before they answer", () => {
  const held = { market: { takerDelayMs: 250 } };

  it("answer once, with the final status", async () => {
    const { engine, clock, request } = offered(held);
    const answers: SubmitResult[] = [];
    engine.submit(request({ by: alice, side: "BUY", price: "0.5", size: "10" }), (result) =>
      answers.push(result),
    );
    await clock.advance(249);
    expect(answers).toEqual([]);
    await clock.advance(1);
    expect(answers).toMatchObject([{ success: true, status: "matched", taking: u("10") }]);
    await clock.advance(10_000);
    expect(answers).toHaveLength(1);
  });

  it("answer unmatched when the counterpart left", async () => {
    const { engine, clock, submit, ask } = offered(held);
    const answer = submit({ by: alice, side: "BUY", price: "0.5", size: "10" });
    engine.cancel(bob.key, ask.orderId);
    await clock.advance(250);
    expect(await answer).toMatchObject({ success: true, status: "unmatched" });
    expect(engine.openOrders({ owner: alice.key })).toMatchObject([{ status: "LIVE" }]);
  });

  it("answer with the refusal when the funds left", async () => {
    const { engine, clock, submit } = offered(held);
    const answer = submit({ by: alice, side: "BUY", price: "0.5", size: "10" });
    engine.withdraw(alice.address, u("10000"));
    await clock.advance(250);
    expect(await answer).toMatchObject({ success: false, errorMsg: "not enough balance / allowance" });
  });

  it("let makers through at once", () => {
    const { accept } = offered(held);
    expect(accept({ by: alice, side: "BUY", price: "0.49" })).toMatchObject({ status: "live" });
  });
});

describe("deferred execution", () => {
  it("answers before the order is executed", async () => {
    const { engine, clock, accept } = offered({});
    const order = accept({ by: alice, side: "BUY", price: "0.5", size: "10", deferExec: true });
    expect(order).toMatchObject({ status: "delayed", tradeIds: [] });
    await clock.advance(0);
    expect(engine.order(order.orderId)).toMatchObject({ status: "MATCHED" });
  });
});
