import { describe, expect, it } from "@jest/globals";
import { ValidationError } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import { redisLimitStore } from "./index.ts";

const demand = { windows: [{ id: "all", limit: 10, windowMs: 1000 }] };

/** An ioredis whose answers are given by the test. */
function fake(answer: (call: { script: "sha" | "text"; args: string[] }) => Promise<unknown>) {
  const clock = createVirtualClock();
  const calls: { script: "sha" | "text"; args: string[] }[] = [];
  const record =
    (script: "sha" | "text") =>
    (_script: string, keys: number, ...args: string[]) => {
      const call = { script, args: args.slice(keys) };
      calls.push(call);
      return answer(call);
    };
  const client = { status: "ready", evalsha: record("sha"), eval: record("text") };
  return { clock, calls, client, store: redisLimitStore({ client, processes: 2, clock }) };
}

const granted = (sequence: number, waitMs = "0.000", epoch = "e1") => ["granted", epoch, sequence, waitMs];

describe("redisLimitStore, without a server", () => {
  it("asks once for each request, by hash, and by text only when the server does not know the script", async () => {
    let known = false;
    const { store, calls } = fake(async ({ script }) => {
      if (script === "sha" && !known) throw new Error("NOSCRIPT No matching script.");
      known = true;
      return granted(calls.length);
    });
    expect(await store.acquire(demand)).toMatchObject({ kind: "granted", waitMs: 0 });
    await store.acquire(demand);
    expect(calls.map(({ script }) => script)).toEqual(["sha", "text", "sha"]);
    // The text is sent as by somebody who found the server new; afterwards the epoch and the highest number seen go along.
    expect(calls[1]!.args.slice(0, 4)).toEqual(["acquire", "1", "", "0"]);
    expect(calls[2]!.args.slice(0, 4)).toEqual(["acquire", "0", "e1", "2"]);
  });

  it("says how long a grant is good for, counted from when it was asked for", async () => {
    const { store, clock } = fake(async () => {
      await clock.advance(30);
      return granted(1, "120.500");
    });
    expect(await store.acquire(demand)).toEqual({ kind: "granted", waitMs: 120.5, validUntil: 170.5 });
  });

  it("names what has no room", async () => {
    const { store } = fake(async () => ["denied", "e1", 1, "5000.000", "1", "b"]);
    const answer = await store.acquire({
      ...demand,
      bucket: { id: "orders:0x1", rate: 1, burst: 9, cost: 1 },
    });
    expect(answer).toEqual({ kind: "denied", waitMs: 4875, blocked: ["all", "orders:0x1"] });
  });

  it.each<[string, unknown]>([
    ["nothing", null],
    ["a text", "OK"],
    ["an empty list", []],
    ["another word", ["maybe", "e1", 1, "0"]],
    ["no epoch", ["granted", "", 1, "0"]],
    ["a number that is none", ["granted", "e1", "many", "0"]],
    ["a negative wait", ["granted", "e1", 1, "-5"]],
    ["a wait that is no number", ["granted", "e1", 1, "soon"]],
    ["no wait", ["granted", "e1", 1]],
    ["a wait of a year", ["granted", "e1", 1, "31536000000"]],
    ["things within", ["granted", { epoch: 1 }, 1, "0"]],
  ])("takes %s for no answer", async (_what, reply) => {
    const { store } = fake(async () => reply);
    expect(await store.acquire(demand)).toMatchObject({ kind: "unavailable" });
  });

  it("does not wait for an answer that does not come, and asks again at growing intervals, one at a time", async () => {
    const { store, clock, calls } = fake(() => new Promise(() => {}));
    const first = store.acquire(demand);
    await clock.advance(250);
    expect(await first).toEqual({ kind: "unavailable", retryMs: 50 });
    expect(await store.acquire(demand)).toMatchObject({ kind: "unavailable" });
    expect(calls).toHaveLength(1);
    await clock.advance(51);
    const probes = [store.acquire(demand), store.acquire(demand), store.acquire(demand)];
    expect(calls).toHaveLength(2);
    await clock.advance(250);
    expect((await Promise.all(probes)).every(({ kind }) => kind === "unavailable")).toBe(true);
    expect(clock.pending()).toBe(0);
  });

  it("does not ask a client that is not connected, nor after it was closed", async () => {
    const { store, client, calls } = fake(async () => granted(1));
    client.status = "reconnecting";
    expect(await store.acquire(demand)).toMatchObject({ kind: "unavailable" });
    client.status = "ready";
    store.close();
    expect(await store.acquire(demand)).toMatchObject({ kind: "unavailable" });
    store.adjust({ do: "hold", windows: ["all"], ms: 5 });
    expect(calls).toHaveLength(0);
  });

  it("passes on what the venue said, and minds nobody when that fails", async () => {
    const { store, calls, clock } = fake(async () => {
      throw new Error("READONLY You can't write against a read only replica.");
    });
    const bucket = { id: "cancels:0x1", rate: 10, burst: 20 };
    store.adjust({ do: "debit", bucket, count: 30, floor: 0 });
    store.adjust({ do: "cap", bucket, most: -2 });
    store.adjust({ do: "hold", windows: ["all"], ms: 5000 });
    await clock.advance(1000);
    expect(calls.map(({ args }) => [args[0], ...args.slice(7)])).toEqual([
      ["adjust", "debit", "30", "10", "17", "0"],
      ["adjust", "cap", "-2", "10", "17", ""],
      ["adjust", "hold", "5000"],
    ]);
  });

  it.each([
    { processes: 0 },
    { windowReserve: 1 },
    { bucketReserve: -0.1 },
    { slackMs: 0 },
    { horizonMs: Number.NaN },
  ])("refuses %j", (options) => {
    const { client } = fake(async () => granted(1));
    expect(() => redisLimitStore({ client, processes: 2, ...options })).toThrow(ValidationError);
  });

  it("refuses what is no client", () => {
    expect(() => redisLimitStore({ client: {} as never, processes: 2 })).toThrow(ValidationError);
  });
});
