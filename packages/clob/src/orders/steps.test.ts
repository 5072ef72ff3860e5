import { describe, expect, it } from "@jest/globals";
import { TimeoutError } from "@pm/core-types";
import { privateKey, signOrder } from "@pm/signing";
import {
  accepts,
  CONDITION,
  createScriptedAccount,
  EXCHANGE,
  idOf,
  openOrder,
  TOKEN,
} from "../testing/scripted-account.ts";
import type { LimitOrderRequest } from "./request.ts";

const order: LimitOrderRequest = { tokenId: TOKEN, side: "BUY", price: "0.55", size: "100" };
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

describe("in separate steps", () => {
  it("prepare, sign elsewhere, attach, post: the id was known from the first step", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("POST /order", accepts());
    const prepared = await account.prepareOrder(order);
    expect(sent("POST /order")).toHaveLength(0);
    const { signature } = await signOrder(prepared.order, prepared.domain, privateKey(KEY));
    const signed = account.attachSignature(prepared, signature);
    const [placed, again] = await Promise.all([account.postOrder(signed), account.postOrder(signed)]);
    expect(placed.id).toBe(prepared.id);
    expect(again).toBe(placed);
    expect(idOf(sent("POST /order")[0]?.body)).toBe(prepared.id);
    expect(sent("POST /order")).toHaveLength(1);
  });

  it("signs itself just as well", async () => {
    const { account, transport } = createScriptedAccount();
    transport.on("POST /order", accepts());
    const prepared = await account.prepareOrder({ ...order, kind: "limit" });
    const placed = await account.postOrder(await account.signOrder(prepared));
    expect(placed).toMatchObject({ id: prepared.id, outcome: "accepted" });
  });

  it("refuses a signature of another key", async () => {
    const { account } = createScriptedAccount();
    const prepared = await account.prepareOrder(order);
    const stranger = privateKey(`0x${"22".repeat(32)}`);
    const other = createScriptedAccount({ signer: stranger });
    const theirs = await other.account.prepareOrder(order);
    const { signature } = await signOrder(theirs.order, theirs.domain, stranger);
    expect(() => account.attachSignature(prepared, signature)).toThrow("does not belong to order");
  });
});

describe("dryRun", () => {
  it("tells what an order would cost, and leaves nothing behind", async () => {
    const { account, sent } = createScriptedAccount();
    const run = await account.dryRun(order);
    expect(run.ok).toBe(true);
    expect(run.verdicts.map((verdict) => verdict.check)).toEqual([
      "market",
      "order",
      "guards",
      "balance",
      "allowance",
    ]);
    expect(
      [run.spend, run.fee, run.total, run.worstPrice, run.available].map((value) => value?.toFixed()),
    ).toEqual(["55", "0.99", "55.99", "0.55", "1000"]);
    expect((await account.fetchBalance()).reserved.toFixed()).toBe("0");
    expect(sent("POST /order")).toHaveLength(0);
  });

  it("tells everything that is wrong, not only the first thing", async () => {
    const { account, transport } = createScriptedAccount({ guards: { maxOrderNotional: "10" } });
    transport.on("GET /balance-allowance", { body: { balance: "5", allowances: { [EXCHANGE]: "0" } } });
    const run = await account.dryRun(order);
    expect(run.ok).toBe(false);
    expect(run.verdicts.map(({ check, error }) => [check, error?.name])).toEqual([
      ["market", undefined],
      ["order", undefined],
      ["guards", "GuardError"],
      ["balance", "InsufficientBalanceError"],
      ["allowance", "InsufficientAllowanceError"],
    ]);
  });

  it("stops where there is no order to speak of", async () => {
    const { account } = createScriptedAccount();
    const run = await account.dryRun({ ...order, price: "0.555" });
    expect(run.verdicts.map(({ check, error }) => [check, error?.name])).toEqual([
      ["market", undefined],
      ["order", "TickSizeError"],
    ]);
    expect(run.total).toBeUndefined();
  });
});

describe("replaceOrder", () => {
  const gone = (id: string, matched: string) => ({
    body: openOrder(id, { status: "CANCELED", size_matched: matched }),
  });

  async function resting() {
    const scripted = createScriptedAccount();
    scripted.transport.on("POST /order", accepts());
    const placed = await scripted.account.placeLimit(order);
    scripted.transport.on("DELETE /order", { body: { canceled: [placed.id], not_canceled: {} } });
    return { ...scripted, placed };
  }

  it("places the successor only after the venue shows that the old order is gone, for what was left of it", async () => {
    const { account, transport, clock, sent, placed } = await resting();
    const live = { body: openOrder(placed.id) };
    transport.on("GET /data/order/{id}", live, live, gone(placed.id, "40.5"));
    const replacing = account.replaceOrder(placed.id, { price: "0.56", idempotencyKey: "next" });
    await clock.advance(100);
    expect(sent("POST /order")).toHaveLength(1);
    await clock.advance(1_000);
    const replaced = await replacing;
    expect(replaced).toMatchObject({
      replaced: true,
      order: { outcome: "accepted", idempotencyKey: "next" },
    });
    expect(replaced.replaced && replaced.order.size.toFixed()).toBe("59.5");
    expect(replaced.replaced && replaced.order.price.toFixed()).toBe("0.56");
    expect(placed.state.matched.toFixed()).toBe("40.5");
  });

  it("knows from its trades what an order came to that the venue cancelled and forgot", async () => {
    const { account, transport, placed } = await resting();
    const forgotten = { status: 404, body: { error: "Order not found" } };
    transport.on("GET /data/order/{id}", { body: openOrder(placed.id) }, forgotten);
    const trade = (id: string, size: string) => ({
      id,
      taker_order_id: `0x${"aa".repeat(32)}`,
      market: CONDITION,
      asset_id: TOKEN,
      side: "SELL",
      size,
      price: "0.55",
      status: "MATCHED",
      match_time: "1750000000",
      trader_side: "MAKER",
      maker_orders: [
        {
          order_id: placed.id,
          matched_amount: size,
          price: "0.55",
          asset_id: TOKEN,
          side: "BUY",
          outcome: "Yes",
        },
      ],
    });
    transport.on("GET /data/trades", (request) =>
      request.url.includes("next_cursor")
        ? { body: { data: [trade("b", "10")], next_cursor: "LTE=" } }
        : { body: { data: [trade("a", "30.5")], next_cursor: "MQ==" } },
    );
    const replaced = await account.replaceOrder(placed.id, { price: "0.56" });
    expect(replaced).toMatchObject({ replaced: true, old: { status: "CANCELED" } });
    expect(replaced.replaced && replaced.order.size.toFixed()).toBe("59.5");
    expect(placed.state.matched.toFixed()).toBe("40.5");
  });

  it("places nothing when the old order filled first", async () => {
    const { account, transport, sent, placed } = await resting();
    transport.on("DELETE /order", {
      body: { canceled: [], not_canceled: { [placed.id]: "Order already matched" } },
    });
    transport.on("GET /data/order/{id}", {
      body: openOrder(placed.id, { status: "MATCHED", size_matched: "100" }),
    });
    expect(await account.replaceOrder(placed.id, { price: "0.56" })).toMatchObject({
      replaced: false,
      reason: "the order was filled before it could be cancelled",
    });
    expect(sent("POST /order")).toHaveLength(1);
  });

  it("places nothing while nothing proves that the old order is gone", async () => {
    const { account, transport, clock, sent, placed } = await resting();
    transport.on("DELETE /order", { fail: new TimeoutError({ message: "no answer" }) });
    transport.on("GET /data/order/{id}", { body: openOrder(placed.id) });
    const replacing = account.replaceOrder(placed.id, { price: "0.56" });
    await clock.advance(60_000);
    expect(await replacing).toMatchObject({
      replaced: false,
      reason: "nothing proves that the old order is gone",
    });
    expect(sent("POST /order")).toHaveLength(1);
  });

  it("does not cancel for a successor that would be refused", async () => {
    const { account, transport, sent, placed } = await resting();
    transport.on("GET /data/order/{id}", { body: openOrder(placed.id) });
    await expect(account.replaceOrder(placed.id, { price: "0.555" })).rejects.toMatchObject({
      name: "TickSizeError",
    });
    expect(sent("DELETE /order")).toHaveLength(0);
  });

  it("says so when what is left is too little to order again", async () => {
    const { account, transport, placed } = await resting();
    transport.on("GET /data/order/{id}", { body: openOrder(placed.id) }, gone(placed.id, "98"));
    expect(await account.replaceOrder(placed.id, { price: "0.56" })).toMatchObject({
      replaced: false,
      reason: "the old order is gone, but its successor was refused",
      error: { name: "InvalidOrderError" },
    });
  });
});
