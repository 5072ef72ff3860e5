import { describe, expect, it } from "@jest/globals";
import { QueueFullError, sleep, ValidationError } from "@pm/core-types";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { pipeline } from "../http/pipeline.ts";
import { createHttpResponse } from "../http/response.ts";
import { createControlled, settle } from "../testing/controlled.ts";
import { order, request } from "../testing/requests.ts";
import { adaptConcurrency, bulkheads, createGradient } from "./index.ts";

const cancel = (wallet: string) => order(wallet, { method: "DELETE", endpoint: "DELETE /order" });

describe("bulkheads", () => {
  function guarded(options = {}) {
    const clock = createVirtualClock();
    const { transport, held } = createControlled();
    return {
      clock,
      held,
      send: pipeline(
        transport,
        bulkheads({ perWallet: 2, extraForCancels: 1, maxWaiting: 2, maxWaitMs: 1000, clock, ...options }),
      ),
    };
  }

  it("let one wallet's slowness fill its own places only", async () => {
    const { send, held } = guarded();
    for (let count = 0; count < 4; count++) send(order("slow")).catch(() => {});
    send(order("quick")).catch(() => {});
    send(request()).catch(() => {});
    await settle();
    expect(held.map(({ request: asked }) => asked.wallet)).toEqual(["slow", "slow", "quick", undefined]);
    held[0]!.answer();
    await settle();
    expect(held).toHaveLength(5);
  });

  it("keep places for cancels, and serve those first", async () => {
    const { send, held } = guarded();
    for (let count = 0; count < 3; count++) send(order("w")).catch(() => {});
    send(cancel("w")).catch(() => {});
    await settle();
    expect(held.map(({ request: asked }) => asked.method)).toEqual(["POST", "POST", "DELETE"]);
    send(cancel("w")).catch(() => {});
    held[0]!.answer();
    await settle();
    expect(held.map(({ request: asked }) => asked.method)).toEqual(["POST", "POST", "DELETE", "DELETE"]);
  });

  it("bound who waits, and for how long", async () => {
    const { send, held, clock } = guarded();
    const all = Array.from({ length: 5 }, () => send(order("w")).catch((error: unknown) => error));
    expect(await all[4]).toBeInstanceOf(QueueFullError);
    expect(await all[4]).toMatchObject({ outcome: "not-sent", context: { reason: "queue-full" } });
    const controller = new AbortController();
    await clock.advance(1001);
    expect(await all[2]).toMatchObject({ context: { reason: "too-long" } });
    const aborted = send(order("w", { signal: controller.signal })).catch((error: unknown) => error);
    controller.abort();
    expect(await aborted).toMatchObject({ code: "aborted", outcome: "not-sent" });
    expect(held).toHaveLength(2);
    expect(clock.pending()).toBe(0);
  });

  it("give places back after failures too", async () => {
    const { send, held } = guarded();
    for (let round = 0; round < 10; round++) {
      const failing = send(order("w")).catch(() => "failed");
      await settle();
      held.at(-1)!.fail(new Error("no"));
      expect(await failing).toBe("failed");
    }
    expect(held).toHaveLength(10);
  });

  it("bound how many wallets have something under way", async () => {
    const { send } = guarded({ maxWallets: 1 });
    send(order("a")).catch(() => {});
    await expect(send(order("b"))).rejects.toThrow(QueueFullError);
  });
});

describe("createGradient", () => {
  it("grows while answers stay as quick as usual and the limit is used", () => {
    const gradient = createGradient({ initial: 10, max: 100 });
    for (let sample = 0; sample < 500; sample++) gradient.sample(50, gradient.limit(), false);
    expect(gradient.limit()).toBe(100);
  });

  it("does not grow while the limit is not used", () => {
    const gradient = createGradient({ initial: 20 });
    for (let sample = 0; sample < 500; sample++) gradient.sample(50, 1, false);
    expect(gradient.limit()).toBe(20);
  });

  it("shrinks when answers slow down, to its least and not below, and when requests are dropped", () => {
    const gradient = createGradient({ initial: 20, min: 5 });
    for (let sample = 0; sample < 200; sample++) gradient.sample(50, gradient.limit(), false);
    const before = gradient.limit();
    for (let sample = 0; sample < 20; sample++) gradient.sample(500, gradient.limit(), false);
    expect(gradient.limit()).toBeLessThan(before / 2);
    for (let sample = 0; sample < 100; sample++) gradient.sample(0, 1, true);
    expect(gradient.limit()).toBe(5);
    gradient.sample(Number.NaN, 5, false);
    expect(gradient.limit()).toBe(5);
  });

  it.each([{ min: 0 }, { min: 10, max: 5 }, { smoothing: 2 }, { tolerance: 0.5 }, { queue: Number.NaN }])(
    "refuses %j",
    (options) => {
      expect(() => createGradient(options)).toThrow(ValidationError);
    },
  );
});

describe("adaptConcurrency", () => {
  /** A server with ten places: what is beyond them waits its turn, so that latency tells of it. */
  function queueing() {
    const clock = createVirtualClock();
    const random = createSeededRandom(1);
    let busy = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const policy = adaptConcurrency({ clock, initial: 5, min: 2, max: 200 });
    const send = pipeline(async (asked) => {
      const from = clock.monotonic();
      most = Math.max(most, busy + waiting.length + 1);
      if (busy >= 10) await new Promise<void>((resolve) => waiting.push(resolve));
      busy += 1;
      await sleep(clock, 40 + 20 * random.next());
      busy -= 1;
      waiting.shift()?.();
      return createHttpResponse({
        status: 200,
        body: "",
        request: asked,
        durationMs: clock.monotonic() - from,
      });
    }, policy);
    return { clock, send, most: () => most };
  }

  it("asks for about as much as the other end does at once, and gets nearly all it can give", async () => {
    const { clock, send, most } = queueing();
    let done = 0;
    for (let client = 0; client < 150; client++) {
      void (async () => {
        while (clock.monotonic() < 60_000) {
          await send(request()).catch(() => {});
          done += 1;
        }
      })();
    }
    await clock.advance(60_000);
    // Ten at a time at 50 ms: 200 a second. Without a limit 150 would be under way at once.
    expect(done).toBeGreaterThan(0.9 * 200 * 60);
    expect(most()).toBeLessThan(50);
    await clock.advance(60_000);
  });

  it("holds back reads only", async () => {
    const { transport, held } = createControlled();
    const send = pipeline(transport, adaptConcurrency({ clock: createVirtualClock(), initial: 1, min: 1 }));
    for (let count = 0; count < 3; count++) {
      send(request()).catch(() => {});
      send(order("w")).catch(() => {});
      send(cancel("w")).catch(() => {});
    }
    await settle();
    expect(held.filter(({ request: asked }) => asked.method === "GET")).toHaveLength(1);
    expect(held).toHaveLength(7);
  });

  it("lets a wallet whose requests hang take no room from the others", async () => {
    const { transport, held } = createControlled();
    const policy = adaptConcurrency({ clock: createVirtualClock(), initial: 2, min: 2 });
    const send = pipeline(transport, policy);
    for (let count = 0; count < 5; count++) send(request({ wallet: "0xhangs" })).catch(() => {});
    await settle();
    expect(held).toHaveLength(2);
    for (let count = 0; count < 5; count++) send(request({ wallet: "0xwell" })).catch(() => {});
    await settle();
    expect(held.map(({ request: asked }) => asked.wallet)).toEqual([
      "0xhangs",
      "0xhangs",
      "0xwell",
      "0xwell",
    ]);
    held[2]!.answer(200, "{}");
    await settle();
    expect(held.at(-1)!.request.wallet).toBe("0xwell");
  });

  it("takes 429 and timeouts as signs of trouble", async () => {
    const { transport, held } = createControlled();
    const gauges: number[] = [];
    const send = pipeline(
      transport,
      adaptConcurrency({
        clock: createVirtualClock(),
        initial: 10,
        telemetry: {
          count: () => {},
          observe: () => {},
          gauge: (_name, value) => gauges.push(value),
          span: () => ({ setAttributes: () => {}, end: () => {} }),
        },
      }),
    );
    const sent = send(request());
    await settle();
    held[0]!.answer(429);
    await sent;
    expect(gauges).toEqual([9]);
  });
});
