import { describe, expect, it } from "@jest/globals";
import { JournalError } from "@pm/core-types";
import { createMemoryJournal } from "../journal/memory-journal.ts";
import type { Reply } from "../testing/scripted.ts";
import { accepts, createScriptedAccount, idOf, openOrder, TOKEN } from "../testing/scripted-account.ts";
import type { LimitOrderRequest } from "./request.ts";

const order: LimitOrderRequest = {
  tokenId: TOKEN,
  side: "BUY",
  price: "0.55",
  size: "100",
  idempotencyKey: "entry-1",
};
const isOpen = (request: { readonly url: string }) => ({
  body: openOrder(request.url.split("/").at(-1) ?? ""),
});
const unknown = { status: 404, body: { error: "Order not found" } };

describe("what reads tell after a restart", () => {
  it("an order that was over before tells so at once, however it is asked", async () => {
    const journal = createMemoryJournal();
    const { account, open, transport } = createScriptedAccount();
    account.close();
    const first = open({ journal });
    const body = { error: "order couldn't be fully filled. FOK orders are fully filled or killed." };
    transport.on("POST /order", { status: 400, body });
    const fok: LimitOrderRequest = { ...order, timeInForce: "FOK" };
    const refused = await first.placeLimit(fok);
    first.close();

    const again = await open({ journal }).placeLimit(fok);
    expect(again.id).toBe(refused.id);
    expect(await again.decided()).toMatchObject({ outcome: "rejected", evidence: "answer" });
    expect(await again.settled()).toMatchObject({ phase: "rejected", settled: true });
    const states = [];
    for await (const state of again.watch()) states.push(state.phase);
    expect(states).toEqual(["rejected"]);
  });

  it("its funds are held once, also when reads showed the order before the journal did", async () => {
    const journal = createMemoryJournal();
    const { account, open, transport } = createScriptedAccount();
    account.close();
    const first = open({ journal });
    transport.on("POST /order", accepts());
    const { id } = await first.placeLimit(order);
    first.close();

    transport.on("GET /data/orders", { body: { data: [openOrder(id)], next_cursor: "LTE=" } });
    transport.on("GET /data/order/{id}", isOpen);
    const second = open({ journal });
    // As a stream does that starts with the process and reads what it missed.
    await second.sweep();
    expect((await second.fetchBalance()).reserved.toFixed()).toBe("55");
    expect((await second.placeLimit(order)).id).toBe(id);
    await second.sweep();
    expect((await second.fetchBalance()).reserved.toFixed()).toBe("55.99");
    second.close();
  });

  it("an order that was cancelled while the open orders were read holds nothing any more", async () => {
    const { account, transport, clock } = createScriptedAccount();
    transport.on("POST /order", accepts());
    const placed = await account.placeLimit(order);
    let answer = (_reply: Reply): void => {};
    transport.on(
      "GET /data/orders",
      () =>
        new Promise<Reply>((resolve) => {
          answer = resolve;
        }),
    );
    transport.on("DELETE /order", { body: { canceled: [placed.id], not_canceled: {} } });
    transport.on("GET /data/order/{id}", {
      body: openOrder(placed.id, { status: "CANCELED", size_matched: "0" }),
    });
    const sweeping = account.sweep();
    await clock.advance(1);
    account.ingest({
      type: "order",
      orderId: placed.id,
      status: "CANCELED",
      sizeMatched: "0",
      tradeIds: [],
    } as never);
    expect(placed.state.settled).toBe(true);
    answer({ body: { data: [openOrder(placed.id)], next_cursor: "LTE=" } });
    await sweeping;
    expect((await account.fetchBalance()).reserved.toFixed()).toBe("0");
    account.close();
  });

  it("without a journal the same signed order can be sent again, and is found to have landed", async () => {
    const { account, open, transport, sent } = createScriptedAccount();
    transport.on("POST /order", accepts());
    const signed = await account.signOrder(
      await account.prepareOrder({ tokenId: TOKEN, side: "BUY", price: "0.55", size: "100" }),
    );
    await account.postOrder(signed);
    account.close();

    const { id } = signed;
    transport.on("GET /data/orders", { body: { data: [openOrder(id)], next_cursor: "LTE=" } });
    transport.on("GET /data/order/{id}", isOpen);
    transport.on("POST /order", { status: 400, body: { error: `order ${id} is invalid. Duplicated.` } });
    const second = open();
    const again = await second.postOrder(signed);
    expect(again).toMatchObject({ id, outcome: "accepted" });
    expect(sent("POST /order").map((request) => idOf(request.body))).toEqual([id, id]);
    expect((await second.fetchBalance()).reserved.toFixed()).toBe("55.99");
    second.close();
  });

  it("an order that the venue forgot meanwhile holds nothing for ever", async () => {
    const journal = createMemoryJournal();
    const { account, open, transport, clock } = createScriptedAccount();
    account.close();
    const first = open({ journal });
    transport.on("POST /order", accepts());
    await first.placeLimit(order);
    first.close();

    transport.on("GET /data/order/{id}", unknown);
    const second = open({ journal });
    const again = await second.placeLimit(order);
    const settled = again.settled();
    await clock.advance(25_000);
    expect(again.state).toMatchObject({ phase: "open", outcome: "accepted" });
    expect((await second.fetchBalance()).reserved.toFixed()).toBe("55.99");
    await clock.advance(60_000);
    expect(await settled).toMatchObject({ phase: "done", end: "gone", settled: true });
    expect((await second.fetchBalance()).reserved.toFixed()).toBe("0");
    expect(clock.pending()).toBe(0);

    const third = await open({ journal }).placeLimit(order);
    expect(third.state).toMatchObject({ end: "gone", settled: true });
  });

  it("an order whose journal missed how it ended is read again", async () => {
    const journal = createMemoryJournal();
    const { account, open, transport, clock } = createScriptedAccount();
    account.close();
    let full = false;
    const first = open({
      journal: {
        ...journal,
        append: (records) =>
          full && records.some(({ type }) => type === "fact")
            ? Promise.reject(new JournalError({ message: "disk full" }))
            : journal.append(records),
      },
    });
    transport.on("POST /order", accepts());
    transport.on("DELETE /order", (request) => ({
      body: { canceled: [JSON.parse(request.body ?? "{}").orderID], not_canceled: {} },
    }));
    const placed = await first.placeLimit(order);
    full = true;
    transport.on("GET /data/order/{id}", {
      body: openOrder(placed.id, { status: "CANCELED", size_matched: "0" }),
    });
    await first.cancelOrder(placed.id);
    await first.sweep();
    expect(placed.state.settled).toBe(true);
    first.close();

    const second = open({ journal });
    const again = await second.placeLimit(order);
    await clock.advance(1_000);
    await second.sweep();
    expect(again.state).toMatchObject({ end: "cancelled", settled: true });
    second.close();
  });
});
