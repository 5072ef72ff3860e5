import { describe, expect, it } from "@jest/globals";
import { ClosedError, type PolymarketError, QueueFullError, ValidationError } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import type { HttpRequest } from "../http/request.ts";
import { order, request } from "../testing/requests.ts";
import {
  createLimiter,
  type LimiterOptions,
  type LimitTable,
  laneOf,
  polymarketLimits,
  splitBatch,
} from "./index.ts";

function table(limit: number, windowMs = 1000, more: Partial<LimitTable> = {}): LimitTable {
  return {
    name: "test",
    asOf: "2026-10-07",
    source: "test",
    windows: [{ id: "all", surfaces: "any", routes: ["* /**"], limit, windowMs }],
    ...more,
  };
}

function limiter(options: LimiterOptions = {}) {
  const clock = createVirtualClock();
  return { clock, limiter: createLimiter({ clock, margin: 1, ...options }) };
}

async function refusal(turn: Promise<void> | undefined): Promise<PolymarketError> {
  expect(turn).toBeDefined();
  return (await turn!.then(
    () => undefined,
    (error: unknown) => error,
  )) as PolymarketError;
}

describe("limiter", () => {
  it("composes every window a request touches: none is debited unless all have room", async () => {
    const { limiter: made, clock } = limiter({
      tables: [
        table(100, 1000, {
          windows: [
            { id: "wide", surfaces: "any", routes: ["* /**"], limit: 100, windowMs: 1000 },
            { id: "narrow", surfaces: "any", routes: ["GET /book"], limit: 2, windowMs: 1000 },
          ],
        }),
      ],
    });
    expect([made.acquire(request()), made.acquire(request())]).toEqual([undefined, undefined]);
    const third = made.acquire(request());
    expect(third).toBeDefined();
    await made.acquire(request({ endpoint: "GET /price" }));
    expect(made.stats().windows.map(({ id, used, waiting }) => [id, used, waiting])).toEqual([
      ["wide", 3, 1],
      ["narrow", 2, 1],
    ]);
    await clock.advance(1001);
    await third;
    expect(made.stats().waiting).toBe(0);
  });

  it("admits again strictly after the window, not at its edge", async () => {
    const { limiter: made, clock } = limiter({ tables: [table(1)] });
    made.acquire(request());
    let admittedAt = 0;
    void made.acquire(request())?.then(() => {
      admittedAt = clock.monotonic();
    });
    await clock.advance(1000);
    expect(admittedAt).toBe(0);
    await clock.advance(1);
    expect(admittedAt).toBe(1001);
  });

  it("never cuts a limit below one request", () => {
    const { limiter: made } = limiter({ tables: [table(1)], margin: 0.1 });
    expect(made.acquire(request())).toBeUndefined();
  });

  it("refuses when too many wait, when one wallet has too many, and when the wait would be too long", async () => {
    const { limiter: made, clock } = limiter({
      tables: [table(1)],
      maxWaiting: 3,
      maxWaitingPerWallet: 2,
      maxWaitMs: 2500,
    });
    made.acquire(request());
    made.acquire(order("0x1"))?.catch(() => {});
    made.acquire(order("0x1"))?.catch(() => {});
    const perWallet = await refusal(made.acquire(order("0x1")));
    expect(perWallet).toBeInstanceOf(QueueFullError);
    expect(perWallet).toMatchObject({
      outcome: "not-sent",
      retry: "after",
      context: { reason: "queue-full", wallet: "0x1" },
    });
    made.acquire(order("0x2"))?.catch(() => {});
    expect(await refusal(made.acquire(order("0x3")))).toMatchObject({ context: { reason: "queue-full" } });
    await clock.advance(2600);
    expect(made.stats().waiting).toBe(0);
    expect(made.stats().lanes.order).toMatchObject({ admitted: 2, waited: 2 });
  });

  it("ends a wait at its bound, at the request's deadline, and when the caller aborts", async () => {
    const { limiter: made, clock } = limiter({ tables: [table(1, 10_000)], maxWaitMs: 20_000 });
    made.acquire(request());
    const first = made.acquire(request());
    const controller = new AbortController();
    const aborted = refusal(made.acquire(request({ signal: controller.signal })));
    // The second in line cannot go before 20 s, which only time will show; the deadline ends it sooner.
    const late = refusal(made.acquire(request({ deadline: 15_000 })));
    const hopeless = await refusal(made.acquire(request({ deadline: 5_000 })));
    expect(hopeless).toMatchObject({
      code: "queue-full",
      context: { reason: "too-long" },
      retryAfterMs: 10_000,
    });
    controller.abort();
    expect(await aborted).toMatchObject({ code: "aborted", outcome: "not-sent" });
    await clock.advance(15_001);
    await first;
    expect(await late).toMatchObject({ code: "queue-full", context: { reason: "too-long" } });
    expect(clock.pending()).toBe(0);
  });

  it("leaves nothing behind when it is closed", async () => {
    const { limiter: made, clock } = limiter({ tables: [table(1)] });
    made.acquire(request());
    const waiting = refusal(made.acquire(request()));
    made.close();
    expect(await waiting).toBeInstanceOf(ClosedError);
    expect(await refusal(made.acquire(request()))).toBeInstanceOf(ClosedError);
    expect(clock.pending()).toBe(0);
  });

  it("stays right when the host's clock is set", async () => {
    const { limiter: made, clock } = limiter({ tables: [table(2)] });
    made.acquire(request());
    clock.setWall(0);
    made.acquire(request());
    expect(made.acquire(request())).toBeDefined();
    clock.setWall(4_000_000_000_000);
    expect(made.stats().windows[0]!.used).toBe(2);
    await clock.advance(1001);
    expect(made.stats().waiting).toBe(0);
  });

  it("counts what it does not know with what covers everything", () => {
    const { limiter: made } = limiter();
    made.acquire(request({ endpoint: "PATCH /unheard/of/{id}" }));
    const used = made.stats().windows.filter(({ used }) => used > 0);
    expect(used.map(({ id }) => id)).toEqual(["all:10s", "clob:10s"]);
  });

  it.each<[string, LimiterOptions]>([
    ["a limit of zero", { tables: [table(0)] }],
    ["a negative limit", { tables: [table(-5)] }],
    ["a limit that is no number", { tables: [table(Number.NaN)] }],
    ["an endless limit", { tables: [table(Number.POSITIVE_INFINITY)] }],
    ["a window of zero", { tables: [table(5, 0)] }],
    ["an id twice", { tables: [table(5), table(5)] }],
    ["a margin of zero", { margin: 0 }],
    ["a margin above one", { margin: 1.01 }],
    ["a margin that is no number", { margin: Number.NaN }],
    ["a negative queue", { maxWaiting: -1 }],
    ["a wait of no length", { maxWaitMs: Number.NaN }],
    [
      "a default tier that is not there",
      { tables: [{ ...polymarketLimits, signers: { ...polymarketLimits.signers!, defaultTier: "stone" } }] },
    ],
  ])("refuses %s", (_name, options) => {
    expect(() => createLimiter(options)).toThrow(ValidationError);
  });
});

describe("laneOf", () => {
  it.each<[Partial<HttpRequest>, string]>([
    [{ endpoint: "DELETE /order", surface: "clob-private" }, "cancel"],
    [{ endpoint: "DELETE /cancel-all", surface: "clob-private" }, "cancel"],
    [{ endpoint: "POST /v1/heartbeats", surface: "clob-private" }, "cancel"],
    [{ endpoint: "POST /order", surface: "clob-private" }, "order"],
    [{ endpoint: "POST /orders", surface: "clob-private" }, "order"],
    [{ endpoint: "GET /data/orders", surface: "clob-private" }, "private"],
    [{ endpoint: "POST /submit", surface: "relayer" }, "private"],
    [{ endpoint: "GET /positions", surface: "data", wallet: "0x1" }, "private"],
    [{ endpoint: "GET /book", surface: "clob-public" }, "public"],
    [{ endpoint: "POST /orders-scoring", surface: "clob-private" }, "private"],
    [{ endpoint: "GET /book", surface: "clob-public", lane: "cancel" }, "cancel"],
  ])("puts %j into %s", (fields, lane) => {
    expect(laneOf(request(fields))).toBe(lane);
  });
});

describe("splitBatch", () => {
  it("splits evenly and refuses nonsense", () => {
    expect(splitBatch([1, 2, 3, 4, 5], 2)).toEqual([[1], [2, 3], [4, 5]]);
    expect(splitBatch([], 2)).toEqual([]);
    expect(splitBatch([1], Number.POSITIVE_INFINITY)).toEqual([[1]]);
    expect(() => splitBatch([1], 0)).toThrow(ValidationError);
  });
});
