import { describe, expect, it } from "@jest/globals";
import { TimeoutError } from "@pm/core-types";
import type { LimitOrderRequest } from "../orders/request.ts";
import { accepts, createScriptedAccount, idOf, openOrder, TOKEN } from "../testing/scripted-account.ts";
import type { GuardOptions } from "./guards.ts";

const order: LimitOrderRequest = { tokenId: TOKEN, side: "BUY", price: "0.5", size: "100" };

function guarded(guards: GuardOptions) {
  const scripted = createScriptedAccount({ guards });
  scripted.transport.on("POST /order", accepts());
  return scripted;
}

describe("guards", () => {
  it("are off unless they are set", async () => {
    const { account } = guarded({});
    expect((await account.placeLimit({ ...order, size: "1000" })).outcome).toBe("accepted");
  });

  it("refuse one order that is worth too much", async () => {
    const { account, sent } = guarded({ maxOrderNotional: "50" });
    expect((await account.placeLimit(order)).outcome).toBe("accepted");
    await expect(account.placeLimit({ ...order, size: "100.01" })).rejects.toMatchObject({
      name: "GuardError",
      outcome: "not-sent",
      message: 'Wallet "main": an order worth 50.005 pUSD is over the limit of 50 for one order.',
      context: { guard: "maxOrderNotional", limit: "50" },
    });
    expect(sent("POST /order")).toHaveLength(1);
  });

  it("refuse what open orders together would be worth, also when they are placed at once", async () => {
    const { account, sent } = guarded({ maxOpenNotional: "120" });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => account.placeLimit(order)));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(2);
    expect(sent("POST /order")).toHaveLength(2);
    expect((await account.fetchBalance()).reserved.toFixed()).toBe("102");
  });

  it("count an order until it is over", async () => {
    const { account, transport } = guarded({ maxOpenOrders: 1 });
    const first = await account.placeLimit(order);
    await expect(account.placeLimit(order)).rejects.toMatchObject({ context: { guard: "maxOpenOrders" } });
    transport.on("DELETE /order", { body: { canceled: [first.id], not_canceled: {} } });
    await account.cancelOrder(first.id);
    expect((await account.placeLimit(order)).outcome).toBe("accepted");
  });

  it("a rejected order frees its place at once", async () => {
    const { account, transport } = guarded({ maxOpenOrders: 1 });
    transport.on("POST /order", { status: 400, body: { error: "invalid nonce" } }, accepts());
    expect((await account.placeLimit(order)).outcome).toBe("rejected");
    expect((await account.placeLimit(order)).outcome).toBe("accepted");
  });

  it("hold the rate in any interval", async () => {
    const { account, clock } = guarded({ maxOrderRate: { count: 2, windowMs: 1_000 } });
    await account.placeLimit(order);
    await clock.advance(600);
    await account.placeLimit(order);
    await clock.advance(300);
    await expect(account.placeLimit(order)).rejects.toMatchObject({ context: { guard: "maxOrderRate" } });
    await clock.advance(200);
    expect((await account.placeLimit(order)).outcome).toBe("accepted");
  });

  it("collar the price on the side that hurts only", async () => {
    const { account, transport } = guarded({ maxPriceDistance: "0.05" });
    transport.on("GET /midpoint", { body: { mid: "0.5" } });
    expect((await account.placeLimit({ ...order, price: "0.55" })).outcome).toBe("accepted");
    expect((await account.placeLimit({ ...order, price: "0.01" })).outcome).toBe("accepted");
    await expect(account.placeLimit({ ...order, price: "0.56" })).rejects.toMatchObject({
      context: { guard: "maxPriceDistance", reference: "0.5", price: "0.56" },
    });
    transport.on("GET /midpoint", {
      status: 404,
      body: { error: "No orderbook exists for the requested token id" },
    });
    await expect(account.placeLimit(order)).rejects.toMatchObject({ context: { guard: "maxPriceDistance" } });
  });

  it("refuse limits that are none", () => {
    expect(() => createScriptedAccount({ guards: { maxOrderNotional: "0" } })).toThrow("must be above zero");
  });
});

describe("the kill switch", () => {
  it("stops placing, cancels everything, and proves that nothing is open", async () => {
    const { account, transport, clock, sent } = guarded({});
    const placed = await account.placeLimit(order);
    transport.on("DELETE /cancel-all", { body: { canceled: [placed.id], not_canceled: {} } });
    const report = await account.kill({ reason: "an operator said so" });
    expect(report).toMatchObject({ wallet: "main", canceled: [placed.id], remaining: [], verified: true });
    await expect(account.placeLimit(order)).rejects.toMatchObject({
      name: "GuardError",
      message: 'Wallet "main": nothing is placed because an operator said so.',
    });
    expect((await account.placeMany([order]))[0]!.error).toMatchObject({ name: "GuardError" });
    expect(sent("POST /order")).toHaveLength(1);
    expect(clock.pending()).toBeLessThanOrEqual(1);
    account.revive();
    expect(account.blockedBecause()).toBeUndefined();
    expect((await account.placeLimit(order)).outcome).toBe("accepted");
  });

  it("waits for an order that is on its way, and cancels it as it lands", async () => {
    const { account, transport, clock, sent } = guarded({});
    let answer = (): void => {};
    transport.on("POST /order", async (request) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return accepts()(request);
    });
    transport.on("DELETE /cancel-all", { body: { canceled: [], not_canceled: {} } });
    const placing = account.placeLimit(order);
    await clock.advance(10);
    const id = idOf(sent("POST /order")[0]?.body);
    const killing = account.kill();
    await clock.advance(1_000);
    transport.on(
      "GET /data/orders",
      { body: { data: [openOrder(id)], next_cursor: "LTE=" } },
      { body: { data: [], next_cursor: "LTE=" } },
    );
    transport.on("DELETE /orders", { body: { canceled: [id], not_canceled: {} } });
    answer();
    await placing;
    await clock.advance(5_000);
    expect(await killing).toMatchObject({ canceled: [id], verified: true });
  });

  it("tells what remains when the venue does not answer", async () => {
    const { account, transport, clock } = guarded({});
    await account.placeLimit(order);
    transport.on("DELETE /cancel-all", { fail: new TimeoutError({ message: "no answer" }) });
    const killing = account.kill({ giveUpMs: 5_000 });
    await clock.advance(10_000);
    expect(await killing).toMatchObject({ verified: false, reason: "no answer" });
    expect(account.blockedBecause()).toBeDefined();
  });
});
