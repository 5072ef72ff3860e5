import { describe, expect, it } from "@jest/globals";
import { RateLimitError, TimeoutError } from "@pm/core-types";
import type { HttpRequest } from "@pm/resilience";
import {
  accepts,
  answersLegs,
  createScriptedAccount,
  EXCHANGE,
  marketInfo,
  openOrder,
  TOKEN,
  taken,
} from "../testing/scripted-account.ts";
import type { LimitOrderRequest } from "./request.ts";

const order: LimitOrderRequest = { tokenId: TOKEN, side: "BUY", price: "0.55", size: "100" };
const now = 1_750_000_000;
const isOpen = (request: HttpRequest) => ({ body: openOrder(request.url.split("/").at(-1) ?? "") });

describe("placeLimit", () => {
  it("sends one order and tells what the venue said", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("POST /order", accepts());
    const placed = await account.placeLimit(order);
    expect(placed).toMatchObject({ outcome: "accepted", status: "live", side: "BUY", timeInForce: "GTC" });
    expect(placed.error).toBeUndefined();
    await expect(placed.decided()).resolves.toMatchObject({
      outcome: "accepted",
      evidence: "answer",
      sends: 1,
    });
    const body = JSON.parse(sent("POST /order")[0]!.body!);
    expect(body).toMatchObject({
      orderType: "GTC",
      deferExec: false,
      owner: "f4f247b7-0000-4000-8000-000000000000",
      order: {
        makerAmount: "55000000",
        takerAmount: "100000000",
        side: "BUY",
        expiration: "0",
        signatureType: 0,
      },
    });
  });

  it("rules are fetched once for any number of orders", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("POST /order", accepts());
    await Promise.all([account.placeLimit(order), account.placeLimit(order), account.placeLimit(order)]);
    expect(sent("GET /clob-markets/{condition_id}")).toHaveLength(1);
    expect(sent("GET /auth/derive-api-key")).toHaveLength(1);
    expect(sent("GET /time")).toHaveLength(1);
    expect(sent("POST /order")).toHaveLength(3);
  });

  it.each([
    ["a price off the grid", { price: "0.555" }, "TickSizeError"],
    ["a price of 0", { price: "0" }, "TickSizeError"],
    ["a price of 1", { price: "1" }, "TickSizeError"],
    ["a negative price", { price: "-0.5" }, "TickSizeError"],
    ["NaN", { price: Number.NaN }, "InvalidDecimalError"],
    ["a float that is not exact", { price: 0.1 + 0.2 }, "InvalidDecimalError"],
    ["a float size", { size: 10.5 }, "InvalidDecimalError"],
    ["a size with three decimals", { size: "10.001" }, "InvalidOrderError"],
    ["a size below the minimum", { size: "4.99" }, "InvalidOrderError"],
    ["a size of zero", { size: "0" }, "InvalidOrderError"],
    ["an unknown side", { side: "buy" as "BUY" }, "InvalidOrderError"],
    ["an unknown time in force", { timeInForce: "IOC" as "FOK" }, "InvalidOrderError"],
    ["a hex token id", { tokenId: "0x12" }, "InvalidIdError"],
    ["post-only FOK", { timeInForce: "FOK", postOnly: true, size: "10", price: "0.5" }, "InvalidOrderError"],
    ["an expiration on GTC", { expiration: now + 3600 }, "InvalidOrderError"],
    ["GTD without an expiration", { timeInForce: "GTD" }, "InvalidOrderError"],
    ["GTD two minutes ahead", { timeInForce: "GTD", expiration: now + 120 }, "OrderExpiredError"],
    ["GTD in the past", { timeInForce: "GTD", expiration: now - 1 }, "OrderExpiredError"],
    [
      "an expiration in milliseconds",
      { timeInForce: "GTD", expiration: (now + 3600) * 1000 },
      "InvalidOrderError",
    ],
    [
      "a FOK BUY of fractions of a cent",
      { timeInForce: "FOK", price: "0.57", size: "7.33" },
      "InvalidOrderError",
    ],
    ["a FOK BUY under a dollar", { timeInForce: "FOK", price: "0.1", size: "9" }, "InvalidOrderError"],
    ["a builder code that is not one", { builder: "0x12" }, "ValidationError"],
    ["more than the wallet has", { size: "2000" }, "InsufficientBalanceError"],
  ] as const)("refuses %s before anything is sent", async (_name, part, type) => {
    const { account, sent } = createScriptedAccount();
    const refusal = await account.placeLimit({ ...order, ...part }).catch((error) => error);
    expect(refusal).toMatchObject({ name: type, outcome: "not-sent" });
    expect(refusal.action).not.toBe("");
    expect(sent("POST /order")).toHaveLength(0);
  });

  it("accepts GTD just three minutes ahead, post-only, and sends both", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("POST /order", accepts());
    await account.placeLimit({ ...order, timeInForce: "GTD", expiration: now + 180, postOnly: true });
    expect(JSON.parse(sent("POST /order")[0]!.body!)).toMatchObject({
      orderType: "GTD",
      postOnly: true,
      order: { expiration: String(now + 180) },
    });
  });

  it("checks GTD against the venue's clock, not a host clock that is an hour off", async () => {
    const { account, transport, clock } = createScriptedAccount();
    transport.on("GET /time", { body: String(now) });
    transport.on("POST /order", accepts());
    clock.setWall((now + 3600) * 1000);
    await account.placeLimit({ ...order, timeInForce: "GTD", expiration: now + 200 });
    expect(Math.abs(account.clockOffset() + 3_600_000)).toBeLessThanOrEqual(500);
  });

  it("a rejection is a value with a typed error, and gives the funds back", async () => {
    const { account, transport } = createScriptedAccount();
    transport.on("POST /order", {
      status: 400,
      body: { error: "invalid post-only order: order crosses book" },
    });
    const placed = await account.placeLimit(order);
    expect(placed).toMatchObject({
      outcome: "rejected",
      error: { name: "PostOnlyCrossError", outcome: "rejected" },
    });
    expect((await account.fetchBalance()).reserved.toFixed()).toBe("0");
  });

  it("what never left this side is thrown, and gives the funds back", async () => {
    const { account, transport } = createScriptedAccount();
    const error = new RateLimitError({ message: "queue full", outcome: "not-sent" });
    transport.on("POST /order", { fail: error });
    await expect(account.placeLimit(order)).rejects.toBe(error);
    expect((await account.fetchBalance()).reserved.toFixed()).toBe("0");
  });

  it("a read that fails on the way to an order leaves the order unsent, whatever the read itself came to", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("GET /clob-markets/{condition_id}", {
      status: 500,
      body: { error: "Internal server error" },
    });
    await expect(account.placeLimit(order)).rejects.toMatchObject({ name: "APIError", outcome: "not-sent" });
    transport.on("GET /data/orders", { fail: new TimeoutError({ message: "no answer" }) });
    await expect(account.placeLimit(order)).rejects.toMatchObject({ outcome: "not-sent" });
    expect(sent("POST /order")).toHaveLength(0);
  });

  it("rules that went stale are fetched again and the order is signed anew, once", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("POST /order", { status: 400, body: { error: "order_version_mismatch" } }, accepts());
    const placed = await account.placeLimit(order);
    expect(placed.outcome).toBe("accepted");
    expect(sent("GET /clob-markets/{condition_id}")).toHaveLength(2);
    const salts = sent("POST /order").map((request) => JSON.parse(request.body!).order.salt);
    expect(new Set(salts).size).toBe(2);
  });

  it("a finer tick that the venue reports turns into a local refusal when the price does not fit", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on(
      "GET /clob-markets/{condition_id}",
      { body: { ...marketInfo, mts: 0.001 } },
      { body: marketInfo },
    );
    transport.on("POST /order", {
      status: 400,
      body: { error: "order 0x is invalid. Price (0.555) breaks minimum tick size rule: 0.01" },
    });
    await expect(account.placeLimit({ ...order, price: "0.555" })).rejects.toMatchObject({
      name: "TickSizeError",
    });
    expect(sent("POST /order")).toHaveLength(1);
  });
});

describe("funds", () => {
  it("an order is refused on what other orders hold, with the figures", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("GET /balance-allowance", {
      body: { balance: "60000000", allowances: { [EXCHANGE]: "60000000" } },
    });
    transport.on("POST /order", accepts());
    transport.on("GET /data/order/{id}", isOpen);
    await account.placeLimit({ ...order, size: "20" });
    const refusal = await account.placeLimit(order).catch((error) => error);
    expect(refusal.message).toBe(
      'BUY 100 @ 0.55 needs 55.99 pUSD (notional 55.00 + fee 0.99); wallet "main" has 60.00, of which 11.198 is reserved by 1 open order.',
    );
    expect(refusal.action).toBe(
      "Deposit at least 7.188 pUSD, cancel open orders, or lower the size to 87.16.",
    );
    expect(refusal.context).toMatchObject({ needed: "55.99", missing: "7.188", reserved: "11.198" });
    expect(sent("POST /order")).toHaveLength(1);
  });

  it("concurrent orders never promise more than there is", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("GET /balance-allowance", { body: { balance: "100000000", allowances: {} } });
    transport.on("POST /order", accepts());
    transport.on("GET /data/order/{id}", isOpen);
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        account.placeLimit({ ...order, price: "0.5", size: "20", postOnly: true }),
      ),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(10);
    expect(sent("POST /order")).toHaveLength(10);
    expect((await account.fetchBalance()).available.toFixed()).toBe("0");
  });

  it("an exchange that may not move the funds is told apart from an empty wallet", async () => {
    const { account, transport } = createScriptedAccount();
    transport.on("GET /balance-allowance", {
      body: { balance: "1000000000", allowances: { [EXCHANGE]: "0" } },
    });
    await expect(account.placeLimit(order)).rejects.toMatchObject({
      name: "InsufficientAllowanceError",
      context: { spender: EXCHANGE, allowance: "0", needed: "55.99" },
    });
  });

  it("a SELL needs the shares themselves", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("GET /balance-allowance", {
      body: { balance: "99990000", allowances: { [EXCHANGE]: "1" } },
    });
    await expect(account.placeLimit({ ...order, side: "SELL" })).rejects.toMatchObject({
      name: "InsufficientBalanceError",
      message: expect.stringContaining("needs 100.00 shares"),
    });
    expect(sent("GET /balance-allowance")[0]!.url).toContain(`asset_type=CONDITIONAL&token_id=${TOKEN}`);
  });
});

describe("placeMany", () => {
  it("splits by fifteen, and each leg has its own outcome", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on(
      "POST /orders",
      answersLegs((id) => taken(id)),
    );
    const requests = Array.from({ length: 32 }, (_, index) => ({ ...order, size: String(5 + (index % 3)) }));
    const legs = await account.placeMany([...requests, { ...order, price: "0.555" }]);
    expect(
      sent("POST /orders")
        .map((request) => JSON.parse(request.body!).length)
        .sort(),
    ).toEqual([15, 15, 2]);
    expect(
      sent("POST /orders")
        .map((request) => request.cost)
        .sort(),
    ).toEqual([15, 15, 2]);
    expect(legs).toHaveLength(33);
    expect(legs.slice(0, 32).every((leg) => leg.order?.outcome === "accepted")).toBe(true);
    expect(legs[32]!.error).toMatchObject({ name: "TickSizeError" });
  });

  it("a leg that is refused, one that is a duplicate and one that is missing are three different things", async () => {
    const { account, transport } = createScriptedAccount();
    transport.on("GET /data/order/{id}", isOpen);
    transport.on(
      "POST /orders",
      answersLegs((id, index) => {
        if (index === 0)
          return {
            ...taken(""),
            errorMsg: "post-only mode: only post-only orders and cancels are allowed",
            status: "",
          };
        if (index === 1)
          return { success: false, errorMsg: `order ${id} is invalid. Duplicated.`, orderID: "", status: "" };
        return undefined;
      }),
    );
    const legs = await account.placeMany([order, { ...order, size: "6" }, { ...order, size: "7" }]);
    expect(legs[0]!.order).toMatchObject({ outcome: "rejected", error: { name: "VenueModeError" } });
    await expect(legs[1]!.order!.decided()).resolves.toMatchObject({
      outcome: "accepted",
      evidence: "duplicate",
    });
    await expect(legs[2]!.order!.decided()).resolves.toMatchObject({
      outcome: "accepted",
      evidence: "order",
    });
  });

  it("an answer lost for the whole batch leaves every leg unknown", async () => {
    const { account, transport } = createScriptedAccount();
    transport.on("POST /orders", { fail: new TimeoutError({ message: "no answer" }) });
    transport.on("GET /data/order/{id}", { fail: new TimeoutError({ message: "no answer" }) });
    const legs = await account.placeMany([order, { ...order, size: "6" }]);
    expect(legs.map((leg) => leg.order?.outcome)).toEqual(["unknown", "unknown"]);
    account.close();
  });
});

describe("idempotencyKey", () => {
  it("the same key is the same order, however often and however concurrently it is asked for", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("POST /order", accepts());
    const orders = await Promise.all(
      Array.from({ length: 5 }, () => account.placeLimit({ ...order, idempotencyKey: "entry-1" })),
    );
    expect(new Set(orders.map((each) => each.id)).size).toBe(1);
    expect(sent("POST /order")).toHaveLength(1);
  });

  it("a key cannot name two different orders", async () => {
    const { account, transport } = createScriptedAccount();
    transport.on("POST /order", accepts());
    await account.placeLimit({ ...order, idempotencyKey: "entry-1" });
    await expect(
      account.placeLimit({ ...order, size: "7", idempotencyKey: "entry-1" }),
    ).rejects.toMatchObject({
      name: "ValidationError",
      context: { key: "entry-1" },
    });
  });

  it("a key whose order was refused for the moment only is free again, one that was refused for good is not", async () => {
    const { account, transport, sent } = createScriptedAccount();
    const request = { ...order, idempotencyKey: "entry-1" };
    transport.on(
      "POST /order",
      { status: 425, body: "service not ready" },
      { status: 400, body: { error: "invalid post-only order: order crosses book" } },
      accepts(),
    );
    expect((await account.placeLimit(request)).error).toMatchObject({ name: "VenueModeError" });
    expect((await account.placeLimit(request)).error).toMatchObject({ name: "PostOnlyCrossError" });
    expect((await account.placeLimit(request)).error).toMatchObject({ name: "PostOnlyCrossError" });
    expect(sent("POST /order")).toHaveLength(2);
  });

  it("a key whose order was never sent is free again", async () => {
    const { account, transport } = createScriptedAccount();
    const request = { ...order, idempotencyKey: "entry-1" };
    transport.on(
      "POST /order",
      { fail: new RateLimitError({ message: "full", outcome: "not-sent" }) },
      accepts(),
    );
    await expect(account.placeLimit(request)).rejects.toMatchObject({ name: "RateLimitError" });
    expect((await account.placeLimit(request)).outcome).toBe("accepted");
  });
});
