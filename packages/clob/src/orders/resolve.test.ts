import { describe, expect, it } from "@jest/globals";
import { AbortedError, TimeoutError, TransportError } from "@pm/core-types";
import type { ScriptedTransport } from "../testing/scripted.ts";
import {
  accepts,
  createScriptedAccount,
  idOf,
  NOWHERE,
  openOrder,
  TOKEN,
} from "../testing/scripted-account.ts";
import type { LimitOrderRequest } from "./request.ts";

const order: LimitOrderRequest = { tokenId: TOKEN, side: "BUY", price: "0.55", size: "100" };
const lost = { fail: new TimeoutError({ message: "no answer" }) };
const duplicated = (request: { readonly body?: string }) => ({
  status: 400,
  body: { error: `order ${idOf(request.body)} is invalid. Duplicated.` },
});

function nowhere(transport: ScriptedTransport): void {
  for (const [route, reply] of NOWHERE) transport.on(route, reply);
}

describe("an unknown outcome", () => {
  it.each([
    ["a timeout", lost],
    ["a reset", { fail: new TransportError({ message: "reset" }) }],
    ["a 500", { status: 500, body: { error: "Internal server error" } }],
    [
      "a 502 page",
      { status: 502, body: "<html>bad gateway</html>", headers: { "content-type": "text/html" } },
    ],
    ["half an answer", { body: '{"success":true,"orderID":"0x' }],
    [
      "an answer about another order",
      { body: { success: true, errorMsg: "", orderID: `0x${"cd".repeat(32)}`, status: "live" } },
    ],
    ["success: false without a reason", { body: { success: false, errorMsg: "", orderID: "", status: "" } }],
    ["an unclassified 503", { status: 503, body: { error: "upstream" } }],
  ])("after %s is resolved by the order's id, without a second order", async (_name, reply) => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("POST /order", reply);
    transport.on("GET /data/order/{id}", (request) => ({ body: openOrder(request.url.split("/").at(-1)!) }));
    const placed = await account.placeLimit(order);
    const decision = await placed.decided();
    expect(decision).toMatchObject({ outcome: "accepted", evidence: "order", status: "LIVE", sends: 1 });
    expect(placed).toMatchObject({ outcome: "accepted", status: "LIVE" });
    expect(placed.error).toBeUndefined();
    expect(sent("POST /order")).toHaveLength(1);
  });

  it("an order that left no mark is sent again with the very same bytes", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("POST /order", lost, accepts());
    nowhere(transport);
    const decision = await (await account.placeLimit(order)).decided();
    expect(decision).toMatchObject({ outcome: "accepted", evidence: "answer", sends: 2 });
    const [first, second] = sent("POST /order");
    expect(second!.body).toBe(first!.body);
  });

  it("Duplicated means landed, even when no read ever shows the order", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("POST /order", lost, duplicated);
    nowhere(transport);
    const decided = (await account.placeLimit(order)).decided();
    await expect(decided).resolves.toMatchObject({ outcome: "accepted", evidence: "duplicate", sends: 2 });
    expect(sent("POST /order")).toHaveLength(2);
  });

  it("a trade is proof when the order's record is gone", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("POST /order", lost);
    nowhere(transport);
    transport.on("GET /data/trades", () => ({
      body: { data: [trade(idOf(sent("POST /order")[0]?.body))], next_cursor: "LTE=" },
    }));
    const placed = account.placeLimit(order);
    await expect((await placed).decided()).resolves.toMatchObject({ outcome: "accepted", evidence: "trade" });
  });

  it("a FAK that matched in part before the venue forgot it is over, and holds nothing", async () => {
    const { account, transport, clock, sent } = createScriptedAccount();
    transport.on("POST /order", lost, duplicated);
    nowhere(transport);
    const placed = await account.placeLimit({ ...order, timeInForce: "FAK" });
    await expect(placed.decided()).resolves.toMatchObject({ outcome: "accepted", evidence: "duplicate" });
    transport.on("GET /data/trades", () => {
      const partly = { ...trade(idOf(sent("POST /order")[0]?.body)), size: "40", status: "CONFIRMED" };
      return { body: { data: [partly], next_cursor: "LTE=" } };
    });
    const settled = placed.settled();
    for (let read = 0; read < 4; read++) await clock.advance(15_000);
    expect(placed.state).toMatchObject({ phase: "done", end: "killed", settled: true });
    expect((await settled).filled.toFixed()).toBe("40");
    expect((await account.fetchBalance()).reserved.toFixed()).toBe("0");
  });

  it("a refusal of the second send counts only when the first left no mark while it could have landed", async () => {
    const { account, transport, clock } = createScriptedAccount();
    transport.on("POST /order", lost, { status: 400, body: { error: "not enough balance / allowance" } });
    nowhere(transport);
    const placed = await account.placeLimit(order);
    let settled = false;
    const decided = placed.decided().finally(() => {
      settled = true;
    });
    await clock.advance(29_000);
    expect(settled).toBe(false);
    await clock.advance(10_000);
    await expect(decided).resolves.toMatchObject({
      outcome: "rejected",
      evidence: "answer",
      error: { name: "InsufficientBalanceError" },
    });
    expect((await account.fetchBalance()).reserved.toFixed()).toBe("0");
  });

  it("and not at all when the first send had landed: it took the funds itself", async () => {
    const { account, transport, clock } = createScriptedAccount();
    transport.on("POST /order", lost, { status: 400, body: { error: "not enough balance / allowance" } });
    nowhere(transport);
    const placed = await account.placeLimit(order);
    const decided = placed.decided();
    await clock.advance(600);
    transport.on("GET /data/order/{id}", { body: openOrder(placed.id) });
    await clock.advance(10_000);
    await expect(decided).resolves.toMatchObject({ outcome: "accepted", evidence: "order" });
  });

  it("and not while the first send may still be on its way: a slow edge delivers it late", async () => {
    const { account, transport, clock } = createScriptedAccount();
    transport.on("POST /order", lost, {
      status: 400,
      body: { error: "invalid post-only order: order crosses book" },
    });
    nowhere(transport);
    const placed = await account.placeLimit({ ...order, postOnly: true });
    const decided = placed.decided();
    await clock.advance(15_000);
    expect(placed.outcome).toBe("unknown");
    transport.on("GET /data/order/{id}", { body: openOrder(placed.id) });
    await clock.advance(10_000);
    await expect(decided).resolves.toMatchObject({ outcome: "accepted", evidence: "order" });
  });

  it("refusals of the moment prove nothing: the order is sent again after them", async () => {
    const { account, transport, clock, sent } = createScriptedAccount();
    transport.on(
      "POST /order",
      lost,
      { status: 425, body: "service not ready" },
      { status: 429, body: {} },
      accepts(),
    );
    nowhere(transport);
    const decided = (await account.placeLimit(order)).decided();
    await clock.advance(15_000);
    await expect(decided).resolves.toMatchObject({ outcome: "accepted", sends: 4 });
    expect(new Set(sent("POST /order").map((request) => request.body)).size).toBe(1);
  });

  it("without resending, an order nobody has seen for long enough never landed", async () => {
    const { account, transport, clock, sent } = createScriptedAccount({ resolve: { resendWithinMs: 0 } });
    transport.on("POST /order", lost);
    nowhere(transport);
    const decided = (await account.placeLimit(order)).decided();
    await clock.advance(60_000);
    await expect(decided).resolves.toMatchObject({ outcome: "rejected", evidence: "absence", sends: 1 });
    expect(sent("POST /order")).toHaveLength(1);
  });

  it("while reads fail nothing is concluded, the funds stay reserved, and asking again goes on", async () => {
    const { account, transport, clock } = createScriptedAccount({
      resolve: { giveUpMs: 20_000, resendWithinMs: 0 },
    });
    transport.on("POST /order", lost);
    transport.on("GET /data/order/{id}", lost);
    const placed = await account.placeLimit(order);
    const first = placed.decided();
    await clock.advance(60_000);
    await expect(first).resolves.toMatchObject({
      outcome: "unknown",
      evidence: "none",
      error: { name: "OrderOutcomeUnknownError" },
    });
    expect(placed.outcome).toBe("unknown");
    expect((await account.fetchBalance()).reserved.toFixed()).toBe("55.99");
    transport.on("GET /data/order/{id}", { body: openOrder(placed.id) });
    await expect(placed.decided()).resolves.toMatchObject({ outcome: "accepted" });
  });

  it("closing the account ends the pursuit and leaves no timer", async () => {
    const { account, transport, clock } = createScriptedAccount();
    transport.on("POST /order", lost);
    nowhere(transport);
    const decided = (await account.placeLimit(order)).decided();
    await clock.advance(100);
    account.close();
    await expect(decided).resolves.toMatchObject({ outcome: "unknown" });
    expect(clock.pending()).toBe(0);
  });
});

describe("cancelling an order whose outcome is unknown", () => {
  it("sends nothing again, and cancels by the order's id", async () => {
    const { account, transport, clock, sent } = createScriptedAccount();
    transport.on("POST /order", lost);
    nowhere(transport);
    // Reads fail, so that only the cancel itself can tell.
    transport.on("GET /data/order/{id}", lost);
    const placed = await account.placeLimit(order);
    transport.on("DELETE /order", { body: { canceled: [placed.id], not_canceled: {} } });
    const cancelled = account.cancelOrder(placed.id);
    await clock.advance(10_000);
    expect((await cancelled).canceled).toEqual([placed.id]);
    expect(placed.state).toMatchObject({ phase: "done", end: "cancelled" });
    expect(sent("POST /order").length).toBeLessThanOrEqual(2);
  });

  it("runs as soon as the order is known to be there", async () => {
    const { account, transport, clock, sent } = createScriptedAccount();
    transport.on("POST /order", lost);
    nowhere(transport);
    transport.on("GET /data/order/{id}", lost);
    transport.on("DELETE /order", { body: { canceled: [], not_canceled: {} } });
    const placed = await account.placeLimit(order);
    const cancelled = account.cancelOrder(placed.id);
    await clock.advance(1_000);
    transport.on("DELETE /order", { body: { canceled: [placed.id], not_canceled: {} } });
    account.ingest({ type: "order", orderId: placed.id, status: "LIVE", sizeMatched: "0", tradeIds: [] });
    expect((await cancelled).canceled).toEqual([placed.id]);
    expect(sent("DELETE /order").length).toBeGreaterThan(0);
  });

  it("has nothing to do when it never landed", async () => {
    const { account, transport, clock, sent } = createScriptedAccount({ resolve: { resendWithinMs: 0 } });
    transport.on("POST /order", lost);
    transport.on("DELETE /order", { body: { canceled: [], not_canceled: { "0x": "Order not found" } } });
    nowhere(transport);
    const placed = await account.placeLimit(order);
    const cancelled = account.cancelOrders([placed.id]);
    await clock.advance(60_000);
    expect([...(await cancelled).notCanceled]).toEqual([[placed.id, "the order never landed"]]);
    expect(sent("DELETE /orders")).toHaveLength(0);
  });

  it("waits for the answer to the order itself while that is on its way", async () => {
    const { account, transport, clock, sent } = createScriptedAccount();
    let answer = (): void => {};
    transport.on("POST /order", async (request) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return accepts()(request);
    });
    const placing = account.placeLimit(order);
    await clock.advance(10);
    const id = idOf(sent("POST /order")[0]?.body);
    transport.on("DELETE /order", { body: { canceled: [id], not_canceled: {} } });
    const cancelled = account.cancelOrder(id);
    await clock.advance(10);
    expect(sent("DELETE /order")).toHaveLength(0);
    answer();
    expect((await placing).outcome).toBe("accepted");
    expect((await cancelled).canceled).toEqual([id]);
  });

  it("an aborted order is found and cancelled, not forgotten", async () => {
    const { account, transport, clock } = createScriptedAccount();
    const controller = new AbortController();
    transport.on("POST /order", () => {
      controller.abort();
      return { fail: new AbortedError({ message: "aborted" }) };
    });
    nowhere(transport);
    const placed = await account.placeLimit(order, { signal: controller.signal });
    transport.on("DELETE /order", { body: { canceled: [placed.id], not_canceled: {} } });
    await clock.advance(5_000);
    expect(placed.state).toMatchObject({ phase: "done", end: "cancelled" });
  });
});

function trade(takerOrderId: string): Record<string, unknown> {
  return {
    id: "83b5c849-620e-4c23-b63b-2e779c04a6e7",
    status: "MATCHED",
    market: openOrder("").market,
    asset_id: TOKEN,
    side: "BUY",
    price: "0.55",
    size: "100",
    taker_order_id: takerOrderId,
    maker_orders: [],
    trader_side: "TAKER",
    match_time: "1750000000",
    last_update: "1750000000",
  };
}
