import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import { createRedisServer, hasRedis, type RedisServer } from "@pm/jest/redis-server";
import { Redis } from "ioredis";
import { createClient } from "redis";
import type { JournalRecord } from "../journal/journal.ts";
import { createRedisJournal, type IoRedisEval } from "./redis-journal.ts";

const intent = (orderId: string, key?: string): JournalRecord => ({
  type: "intent",
  scope: "s",
  orderId,
  at: 1,
  key,
  data: { orderId },
});
const closed = (orderId: string, at = 2): JournalRecord => ({ type: "closed", scope: "s", orderId, at });

/** The three scripts, on lists in memory. */
class FakeRedis implements IoRedisEval {
  readonly lists = new Map<string, string[]>();
  answer: (value: unknown) => Promise<unknown> = async (value) => value;

  eval(script: string, _keys: number, key = "", ...args: string[]): Promise<unknown> {
    const list = this.lists.get(key) ?? [];
    if (script.includes("LRANGE")) return this.answer([...list]);
    if (script.includes("DEL")) {
      if (list.length !== Number(args[0])) return this.answer(0);
      this.lists.set(key, args.slice(1));
      return this.answer(1);
    }
    this.lists.set(key, [...list, ...args]);
    return this.answer(list.length + args.length);
  }
}

describe("the journal in Redis", () => {
  it("keeps scopes apart and forgets what is over", async () => {
    const redis = new FakeRedis();
    const journal = createRedisJournal(redis);
    await journal.append([intent("a"), intent("b", "k"), { ...intent("x"), scope: "other" }]);
    await journal.append([closed("a"), closed("b")]);
    const again = createRedisJournal(redis);
    expect((await again.read("s")).map((record) => record.orderId)).toEqual(["b", "b"]);
    expect((await again.read("other")).map((record) => record.orderId)).toEqual(["x"]);
    expect([...redis.lists.keys()]).toEqual(["pm:journal:s", "pm:journal:other"]);
  });

  it("is rewritten when most of it is of no use any more, never over somebody else's append", async () => {
    const redis = new FakeRedis();
    const journal = createRedisJournal(redis, { compactAt: 20 });
    for (let each = 0; each < 30; each++) await journal.append([intent(`o${each}`), closed(`o${each}`)]);
    await journal.append([intent("open")]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(redis.lists.get("pm:journal:s")!.length).toBeLessThan(30);
    expect((await createRedisJournal(redis).read("s")).map((record) => record.orderId)).toEqual(["open"]);
  });

  it("refuses the order when Redis does not answer in time, or refuses itself", async () => {
    const clock = createVirtualClock();
    const redis = new FakeRedis();
    const journal = createRedisJournal(redis, { clock, timeoutMs: 500 });
    await journal.append([intent("a")]);
    redis.answer = () => new Promise(() => {});
    const appending = journal.append([intent("b")]).catch((error) => error);
    await clock.advance(600);
    expect(await appending).toMatchObject({
      name: "JournalError",
      outcome: "not-sent",
      message: expect.stringContaining("no answer within 500 ms"),
    });
    redis.answer = () => Promise.reject(new Error("READONLY You can't write against a read only replica."));
    await expect(journal.append([intent("c")])).rejects.toMatchObject({
      message: expect.stringContaining("READONLY"),
    });
    await journal.close();
    await expect(journal.append([intent("d")])).rejects.toMatchObject({ name: "JournalError" });
    expect(clock.pending()).toBe(0);
  });

  it("takes a client of either kind, and nothing else", () => {
    expect(() => createRedisJournal({} as never)).toThrow("client must be a connected client");
  });
});

(hasRedis() ? describe : describe.skip)("with a real server", () => {
  let server: RedisServer;

  beforeEach(async () => {
    server = await createRedisServer({ persistent: true });
    await server.start();
  });
  afterEach(() => server.close());

  it.each(["ioredis", "redis"] as const)(
    "%s: everything that was said to be kept survives a killed server",
    async (kind) => {
      const open = async () => {
        if (kind === "redis") {
          const client = await createClient({ url: `redis://127.0.0.1:${server.port}` })
            .on("error", () => {})
            .connect();
          return { client, close: async () => client.destroy() };
        }
        const client = new Redis(server.port, "127.0.0.1");
        client.on("error", () => {});
        return { client, close: async () => client.disconnect() };
      };
      const first = await open();
      const journal = createRedisJournal(first.client, { compactAt: 50 });
      await Promise.all(Array.from({ length: 60 }, (_, each) => journal.append([intent(`o${each}`)])));
      for (let each = 0; each < 40; each++) await journal.append([closed(`o${each}`)]);
      await server.kill();
      await first.close();
      await server.start();
      const second = await open();
      const kept = await createRedisJournal(second.client).read("s");
      expect(kept.map((record) => record.orderId).sort()).toEqual(
        Array.from({ length: 20 }, (_, each) => `o${each + 40}`).sort(),
      );
      await second.close();
    },
  );
});
