import { describe, expect, it } from "@jest/globals";
import { JournalError } from "@pm/core-types";
import type { Journal } from "../journal/journal.ts";
import { createMemoryJournal } from "../journal/memory-journal.ts";
import {
  accepts,
  answersLegs,
  createScriptedAccount,
  idOf,
  openOrder,
  TOKEN,
  taken,
} from "../testing/scripted-account.ts";
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

/** A journal whose process can die: after that it keeps nothing more. */
function mortal(journal: Journal): Journal & { die: () => void } {
  let dead = false;
  return {
    ...journal,
    append: (records) => (dead ? new Promise(() => {}) : journal.append(records)),
    die: () => {
      dead = true;
    },
  };
}

describe("the journal", () => {
  it("has the order before the venue does", async () => {
    const journal = createMemoryJournal();
    const seen: string[] = [];
    const watched: Journal = {
      ...journal,
      append: async (records) => {
        for (const record of records) seen.push(record.type);
        await journal.append(records);
      },
    };
    const { account, transport } = createScriptedAccount({ journal: watched });
    transport.on("POST /order", (request) => {
      seen.push("sent");
      return accepts()(request);
    });
    await account.placeLimit(order);
    expect(seen).toEqual(["intent", "sent", "fact"]);
  });

  it("that cannot be written keeps the order from being sent, and its funds free", async () => {
    const broken: Journal = {
      ...createMemoryJournal(),
      append: () => Promise.reject(new JournalError({ message: "disk full" })),
    };
    const { account, sent } = createScriptedAccount({ journal: broken });
    await expect(account.placeLimit(order)).rejects.toMatchObject({
      name: "JournalError",
      outcome: "not-sent",
    });
    const [leg] = await account.placeMany([{ ...order, idempotencyKey: "entry-2" }]);
    expect(leg!.error).toMatchObject({ name: "JournalError" });
    expect([...sent("POST /order"), ...sent("POST /orders")]).toHaveLength(0);
    expect((await account.fetchBalance()).reserved.toFixed()).toBe("0");
  });

  it("that cannot be read keeps every order from being sent, until it can", async () => {
    const journal = createMemoryJournal();
    let readable = false;
    const { account, transport, sent } = createScriptedAccount({
      journal: {
        ...journal,
        read: (scope) =>
          readable ? journal.read(scope) : Promise.reject(new JournalError({ message: "locked" })),
      },
    });
    transport.on("POST /order", accepts());
    await expect(account.placeLimit(order)).rejects.toMatchObject({ name: "JournalError" });
    expect(sent("POST /order")).toHaveLength(0);
    readable = true;
    expect((await account.placeLimit(order)).outcome).toBe("accepted");
  });
});

describe("after a crash", () => {
  it("an order whose answer never came is found by its id, and its key still names it", async () => {
    const journal = mortal(createMemoryJournal());
    const { account, open, transport, sent, clock } = createScriptedAccount();
    account.close();
    const first = open({ journal });
    transport.on("POST /order", () => new Promise(() => {}));
    void first.placeLimit(order);
    await clock.advance(10);
    journal.die();
    first.close();
    const id = idOf(sent("POST /order")[0]?.body);

    transport.on("GET /data/order/{id}", isOpen);
    const second = open({ journal: { ...journal, append: createMemoryJournal().append } });
    const again = await second.placeLimit(order);
    expect(again.id).toBe(id);
    expect(again).toMatchObject({ outcome: "accepted", idempotencyKey: "entry-1" });
    expect(sent("POST /order")).toHaveLength(1);
    expect((await second.fetchBalance()).reserved.toFixed()).toBe("55.99");
    await expect(second.placeLimit({ ...order, size: "7" })).rejects.toMatchObject({
      name: "ValidationError",
    });
  });

  it("an order that was kept but never sent goes out as the very same bytes", async () => {
    const journal = createMemoryJournal();
    const { account, open, transport, sent, clock } = createScriptedAccount();
    account.close();
    const first = open({
      journal: {
        ...journal,
        append: async (records) => {
          await journal.append(records);
          // The process dies between the journal and the network.
          await new Promise(() => {});
        },
      },
    });
    void first.placeLimit(order);
    await clock.advance(10);
    first.close();
    expect(sent("POST /order")).toHaveLength(0);

    transport.on("GET /data/order/{id}", unknown);
    transport.on("POST /order", accepts());
    const second = open({ journal });
    await second.restore();
    expect(second.listOrders()).toHaveLength(1);
    const again = await second.placeLimit(order);
    expect(again.id).toBe(idOf(sent("POST /order")[0]?.body));
    expect(sent("POST /order")).toHaveLength(1);
  });

  it("new orders wait until the old ones are decided", async () => {
    const journal = createMemoryJournal();
    const { account, open, transport, sent, clock } = createScriptedAccount({
      resolve: { resendWithinMs: 0 },
    });
    account.close();
    const first = open({ journal });
    transport.on("POST /order", () => new Promise(() => {}));
    void first.placeLimit(order);
    await clock.advance(10);
    first.close();

    transport.on("GET /data/order/{id}", unknown);
    transport.on("POST /order", accepts());
    const second = open({ journal });
    const next = second.placeLimit({ ...order, idempotencyKey: "entry-2" });
    await clock.advance(20_000);
    expect(sent("POST /order")).toHaveLength(1);
    await clock.advance(20_000);
    expect((await next).outcome).toBe("accepted");
    expect(second.listOrders().map((each) => each.idempotencyKey)).toEqual(["entry-2"]);
    const old = await second.placeLimit(order);
    expect(old).toMatchObject({ outcome: "rejected", error: { name: "OrderRejectedError" } });
  });

  it("a cancel that was asked for is made", async () => {
    const journal = createMemoryJournal();
    const { account, open, transport, sent, clock } = createScriptedAccount();
    account.close();
    const first = open({ journal });
    transport.on("POST /order", accepts());
    const placed = await first.placeLimit(order);
    transport.on("DELETE /order", () => new Promise(() => {}));
    void first.cancelOrder(placed.id);
    await clock.advance(10);
    first.close();

    transport.on("GET /data/orders", { body: { data: [openOrder(placed.id)], next_cursor: "LTE=" } });
    transport.on("DELETE /orders", { body: { canceled: [placed.id], not_canceled: {} } });
    const second = open({ journal });
    await second.restore();
    expect(JSON.parse(sent("DELETE /orders")[0]!.body!)).toEqual([placed.id]);
    const again = await second.placeLimit(order);
    expect(again.state).toMatchObject({ phase: "done", end: "cancelled" });
  });

  it("what is over stays over: its key names it, and it holds nothing", async () => {
    const journal = createMemoryJournal();
    const { account, open, transport, sent } = createScriptedAccount();
    account.close();
    const first = open({ journal });
    transport.on("POST /order", {
      status: 400,
      body: { error: "invalid post-only order: order crosses book" },
    });
    const refused = await first.placeLimit(order);
    first.close();

    const second = open({ journal });
    const again = await second.placeLimit(order);
    expect(again.id).toBe(refused.id);
    expect(again).toMatchObject({ outcome: "rejected", error: { name: "PostOnlyCrossError" } });
    expect(sent("POST /order")).toHaveLength(1);
    expect((await second.fetchBalance()).reserved.toFixed()).toBe("0");
    expect(second.listOrders()).toEqual([]);
  });

  it("nobody hears of a refusal before the journal has it", async () => {
    const journal = createMemoryJournal();
    let release = (): void => {};
    const slow: Journal = {
      ...journal,
      append: async (records) => {
        if (records[0]?.type === "fact") {
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        }
        await journal.append(records);
      },
    };
    const { account, transport, clock } = createScriptedAccount({ journal: slow });
    transport.on("POST /order", { status: 400, body: { error: "invalid nonce" } });
    let told = false;
    const placing = account.placeLimit(order).finally(() => {
      told = true;
    });
    await clock.advance(50);
    expect(told).toBe(false);
    release();
    expect((await placing).outcome).toBe("rejected");
  });

  it("legs of a batch have keys too, also twice in one batch and across a restart", async () => {
    const journal = createMemoryJournal();
    const { account, open, transport, sent } = createScriptedAccount();
    account.close();
    const first = open({ journal });
    transport.on(
      "POST /orders",
      answersLegs((id) => taken(id)),
    );
    const batch = [order, { ...order, idempotencyKey: "entry-2" }, order, { ...order, size: "7" }];
    const legs = await first.placeMany(batch);
    expect(legs[0]!.order!.id).toBe(legs[2]!.order!.id);
    expect(legs[3]!.error).toMatchObject({ name: "ValidationError" });
    expect(sent("POST /orders").map((request) => JSON.parse(request.body!).length)).toEqual([2]);
    first.close();

    transport.on("GET /data/orders", {
      body: { data: legs.slice(0, 2).map((leg) => openOrder(leg.order!.id)), next_cursor: "LTE=" },
    });
    const second = open({ journal });
    const again = await second.placeMany(batch.slice(0, 2));
    expect(again.map((leg) => leg.order!.id)).toEqual(legs.slice(0, 2).map((leg) => leg.order!.id));
    expect(sent("POST /orders")).toHaveLength(1);
  });

  it("a record nobody can read is an error, not an order forgotten", async () => {
    const journal = createMemoryJournal();
    const { account, open, transport } = createScriptedAccount();
    account.close();
    const first = open({ journal });
    transport.on("POST /order", accepts());
    await first.placeLimit(order);
    first.close();
    const second = open({
      journal: {
        ...journal,
        read: async (scope) =>
          (await journal.read(scope)).map((record) =>
            "data" in record ? { ...record, data: { novelty: 1 } } : record,
          ),
      },
    });
    await expect(second.restore()).rejects.toMatchObject({
      name: "JournalError",
      action: expect.stringContaining("newer version"),
    });
  });
});
