import { describe, expect, it } from "@jest/globals";
import { TransportError, ValidationError } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import fc from "fast-check";
import { pipeline } from "../http/pipeline.ts";
import { createControlled, settle } from "../testing/controlled.ts";
import { request } from "../testing/requests.ts";
import { cacheResponses, createCache, createCachedFetch } from "./index.ts";

describe("createCache", () => {
  it("agrees with a plain list that is kept in order of use", async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("set" as const), key: fc.integer({ min: 0, max: 12 }) }),
      fc.record({ do: fc.constant("get" as const), key: fc.integer({ min: 0, max: 12 }) }),
      fc.record({ do: fc.constant("delete" as const), key: fc.integer({ min: 0, max: 12 }) }),
      fc.record({ do: fc.constant("wait" as const), key: fc.integer({ min: 1, max: 80 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 200 }), async (script) => {
        const clock = createVirtualClock();
        const cache = createCache<number, string>({ max: 6, ttlMs: 100, staleMs: 50, clock });
        let list: { key: number; value: string; at: number }[] = [];
        let written = 0;
        for (const { do: what, key } of script) {
          const now = clock.monotonic();
          if (what === "wait") await clock.advance(key);
          else if (what === "delete") {
            cache.delete(key);
            list = list.filter((entry) => entry.key !== key);
          } else if (what === "set") {
            const value = `v${written++}`;
            cache.set(key, value);
            list = [...list.filter((entry) => entry.key !== key), { key, value, at: now }].slice(-6);
          } else {
            const found = list.find((entry) => entry.key === key);
            const age = now - (found?.at ?? 0);
            const expected =
              found === undefined || age >= 150
                ? undefined
                : { value: found.value, fresh: age < 100, ageMs: age };
            expect(cache.get(key)).toEqual(expected);
            list = list.filter((entry) => entry.key !== key);
            if (expected !== undefined) list.push(found!);
          }
        }
        expect(cache.stats().size).toBeLessThanOrEqual(6);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps undefined-looking values, counts what it sees and bounds the sum of sizes", () => {
    const clock = createVirtualClock();
    const cache = createCache<string, string | null>({
      max: 100,
      maxSize: 10,
      sizeOf: (value) => value?.length ?? 1,
      clock,
    });
    cache.set("null", null);
    expect(cache.get("null")).toMatchObject({ value: null, fresh: true });
    expect(cache.fresh("missing")).toBeUndefined();
    for (let key = 0; key < 10; key++) cache.set(`k${key}`, "abcd");
    expect(cache.stats()).toMatchObject({ size: 2, hits: 1, misses: 1, evictions: 9 });
    cache.clear();
    expect(cache.stats().size).toBe(0);
  });

  it.each([{ max: 0 }, { ttlMs: 0 }, { ttlMs: Number.NaN }, { staleMs: -1 }, { maxSize: 0 }])(
    "refuses %j",
    (options) => {
      expect(() => createCache(options)).toThrow(ValidationError);
    },
  );
});

describe("createCachedFetch", () => {
  it("fetches once however many ask, and never keeps a failure", async () => {
    const clock = createVirtualClock();
    const read = createCachedFetch(createCache<string, number>({ clock }));
    let calls = 0;
    const fail = async () => {
      calls += 1;
      throw new TransportError({ message: "reset" });
    };
    const failures = await Promise.allSettled([read("a", fail), read("a", fail)]);
    expect(failures.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(calls).toBe(1);
    expect(await Promise.all([read("a", async () => 1), read("a", async () => 2)])).toEqual([1, 1]);
    expect(await read("a", async () => 3)).toBe(1);
  });

  it("serves what is stale while it fetches, once, and keeps it when that fails", async () => {
    const clock = createVirtualClock();
    const read = createCachedFetch(createCache<string, number>({ ttlMs: 100, staleMs: 1000, clock }));
    await read("a", async () => 1);
    await clock.advance(150);
    let calls = 0;
    const next = async () => {
      calls += 1;
      if (calls === 1) throw new Error("not yet");
      return 2;
    };
    expect([await read("a", next), await read("a", next)]).toEqual([1, 1]);
    await settle();
    expect(await read("a", next)).toBe(1);
    await settle();
    expect(await read("a", next)).toBe(2);
    expect(calls).toBe(2);
    await clock.advance(5000);
    expect(await read("a", async () => 9)).toBe(9);
  });
});

describe("cacheResponses", () => {
  const rules = [{ endpoints: ["GET /tick-size"], ttlMs: 1000, negativeTtlMs: 100 }];
  const tick = request({ endpoint: "GET /tick-size", url: "http://venue.test/tick-size?token_id=1" });

  function caching() {
    const clock = createVirtualClock();
    const { transport, held } = createControlled();
    const send = pipeline(transport, cacheResponses({ rules, clock }));
    const answer = async (asked = tick, status = 200) => {
      const before = held.length;
      const promise = send(asked);
      await settle();
      if (held.length > before) held.at(-1)!.answer(status);
      return { response: await promise, asked: held.length > before };
    };
    return { clock, held, send, answer };
  }

  it("keeps successes and, for less long, absences; nothing else", async () => {
    const { answer, clock } = caching();
    expect((await answer()).asked).toBe(true);
    expect((await answer()).asked).toBe(false);
    await clock.advance(1000);
    expect((await answer(tick, 404)).asked).toBe(true);
    expect((await answer(tick)).response.status).toBe(404);
    await clock.advance(100);
    expect((await answer(tick, 500)).asked).toBe(true);
    expect((await answer(tick)).asked).toBe(true);
  });

  it("keeps nothing of a wallet, and nothing no rule names", async () => {
    const { answer } = caching();
    for (const asked of [{ ...tick, wallet: "0x1" }, request()]) {
      await answer(asked);
      expect((await answer(asked)).asked).toBe(true);
    }
  });

  it("keeps the deadline and abort of whoever asks, and the answer for the next", async () => {
    const { send, held, clock } = caching();
    const controller = new AbortController();
    const hasty = send({ ...tick, deadline: 50 }).catch((error: { code: string }) => error.code);
    const aborted = send({ ...tick, signal: controller.signal }).catch(
      (error: { code: string }) => error.code,
    );
    await clock.advance(50);
    controller.abort();
    expect([await hasty, await aborted]).toEqual(["timeout", "aborted"]);
    held[0]!.answer();
    await settle();
    expect(await send(tick)).toMatchObject({ status: 200 });
    expect(held).toHaveLength(1);
  });
});
