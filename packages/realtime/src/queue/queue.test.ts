import { describe, expect, it } from "@jest/globals";
import { createQueue } from "./bounded-queue.ts";
import { createLatestByKey } from "./latest-by-key.ts";

async function drain<T>(queue: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const value of queue) out.push(value);
  return out;
}

describe("createQueue", () => {
  it("hands values over in order, before and after the consumer waits", async () => {
    const queue = createQueue<number>({ capacity: 10 });
    queue.push(1);
    const all = drain(queue);
    await Promise.resolve();
    queue.push(2);
    queue.push(3);
    queue.end();
    expect(await all).toEqual([1, 2, 3]);
  });

  it.each([
    ["drop-oldest", [3, 4, 5]],
    ["drop-newest", [1, 2, 3]],
  ] as const)("never holds more than its capacity: %s", async (policy, kept) => {
    const queue = createQueue<number>({ capacity: 3, policy });
    const taken = [1, 2, 3, 4, 5].map((value) => queue.push(value));
    expect(taken).toEqual([true, true, true, false, false]);
    expect([queue.size(), queue.dropped()]).toEqual([3, 2]);
    queue.end();
    expect(await drain(queue)).toEqual(kept);
  });

  it("stays in order and bounded over many values", async () => {
    const queue = createQueue<number>({ capacity: 5000 });
    let expected = 0;
    for (let value = 0; value < 20_000; value++) {
      queue.push(value);
      if (value % 2 === 1) for (let n = 0; n < 2; n++) expect((await queue.next()).value).toBe(expected++);
    }
    expect(queue.size()).toBe(0);
  });

  it("ends with an error after what was queued, and tells its owner once", async () => {
    let returns = 0;
    const queue = createQueue<number>({ capacity: 3, onReturn: () => returns++ });
    queue.push(1);
    queue.end(new Error("gone"));
    expect(await queue.next()).toEqual({ done: false, value: 1 });
    await expect(queue.next()).rejects.toThrow("gone");
    await queue.return?.();
    expect(returns).toBe(1);
  });

  it("answers several questions asked at once in their order, and all of them at its end", async () => {
    const queue = createQueue<number>({ capacity: 3 });
    const asked = [queue.next(), queue.next(), queue.next(), queue.next()];
    queue.push(1);
    queue.push(2);
    queue.end(new Error("gone"));
    expect(await Promise.allSettled(asked)).toMatchObject([
      { value: { value: 1 } },
      { value: { value: 2 } },
      { reason: { message: "gone" } },
      { value: { done: true } },
    ]);
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });

  it("stops when the consumer breaks out", async () => {
    let returns = 0;
    const queue = createQueue<number>({ capacity: 3, onReturn: () => returns++ });
    queue.push(1);
    for await (const value of queue) {
      expect(value).toBe(1);
      break;
    }
    expect([queue.push(2), returns]).toEqual([false, 1]);
  });
});

describe("createLatestByKey", () => {
  it("gives the latest value of each key that changed, once", async () => {
    const state = new Map([
      ["a", 1],
      ["b", 1],
    ]);
    const queue = createLatestByKey<string, string>(
      (key) => `${key}${state.get(key)}`,
      () => {},
    );
    queue.mark("a");
    queue.mark("b");
    state.set("a", 2);
    queue.mark("a");
    expect((await queue.next()).value).toBe("a2");
    expect((await queue.next()).value).toBe("b1");
    const waiting = queue.next();
    state.set("b", 9);
    queue.mark("b");
    expect((await waiting).value).toBe("b9");
    const last = queue.next();
    queue.end();
    expect((await last).done).toBe(true);
  });

  it("skips keys that have nothing to say", async () => {
    const queue = createLatestByKey<string, string>(
      (key) => (key === "a" ? undefined : key),
      () => {},
    );
    const waiting = queue.next();
    queue.mark("a");
    queue.mark("b");
    expect((await waiting).value).toBe("b");
  });
});
