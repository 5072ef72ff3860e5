import { describe, expect, it } from "@jest/globals";
import { ClosedError, OverBurstError, type PolymarketError, ValidationError } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import { pipeline } from "../http/pipeline.ts";
import type { HttpRequest } from "../http/request.ts";
import { createHttpResponse } from "../http/response.ts";
import { order, request } from "../testing/requests.ts";
import {
  createLimiter,
  type LimiterOptions,
  type LimitTable,
  limitRequests,
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

/** Sends one request through the policy to a venue that gives this answer. */
async function answered(
  made: ReturnType<typeof limiter>,
  asked: HttpRequest,
  status: number,
  headers: Record<string, string> = {},
  body = "",
): Promise<void> {
  await pipeline(
    async (sent) => createHttpResponse({ status, headers, body, request: sent }),
    limitRequests(made.limiter),
  )(asked);
}

describe("signer buckets", () => {
  it("count orders, not requests, and let a batch pass whole or not at all", async () => {
    const { limiter: made, clock } = limiter();
    for (let count = 0; count < 4; count++)
      made.acquire(order("0x1", { endpoint: "POST /orders", cost: 14 }));
    expect(made.stats().signers[0]!.orders.balance).toBe(4);
    let at = 0;
    void made.acquire(order("0x1", { endpoint: "POST /orders", cost: 15 }))?.then(() => {
      at = clock.monotonic();
    });
    await clock.advance(1000);
    expect(at).toBeGreaterThanOrEqual(275);
    expect(at).toBeLessThan(280);
  });

  it("are one for a wallet, checksummed or not", () => {
    const { limiter: made } = limiter();
    made.acquire(order("0xABCdef"));
    made.acquire(order("0xabcDEF"));
    expect(made.stats().signers).toHaveLength(1);
    expect(made.stats().signers[0]!.orders.balance).toBe(58);
  });

  it("refuse at once what no waiting would let through, and tell the largest that would pass", async () => {
    const { limiter: made } = limiter({ margin: 0.8 });
    const ids = Array.from({ length: 1000 }, (_, index) => index);
    const cancels = {
      endpoint: "DELETE /orders",
      method: "DELETE",
      surface: "clob-private",
      wallet: "0x1",
    } as const;
    const error = await refusal(made.acquire(order("0x1", { ...cancels, cost: ids.length })));
    expect(error).toBeInstanceOf(OverBurstError);
    expect(error).toMatchObject({
      retry: "never",
      outcome: "not-sent",
      context: { cost: 1000, largest: 96 },
    });
    const pieces = splitBatch(ids, made.largestCost(cancels));
    expect(pieces).toHaveLength(11);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(96);
    expect(pieces.flat()).toEqual(ids);
    expect(made.largestCost({ endpoint: "GET /book", surface: "clob-public" })).toBe(
      Number.POSITIVE_INFINITY,
    );
    made.setTier("0x1", "gold");
    expect(made.largestCost(cancels)).toBe(960);
  });

  it.each([0, -1, Number.NaN])("refuse a cost of %d", async (cost) => {
    const { limiter: made } = limiter();
    expect(await refusal(made.acquire(order("0x1", { endpoint: "POST /orders", cost })))).toBeInstanceOf(
      ValidationError,
    );
  });

  it("debit a cancel-all again when it is known how many it canceled, below zero where the tier allows it", async () => {
    const made = limiter();
    const cancelAll = order("0x1", { endpoint: "DELETE /cancel-all", method: "DELETE" });
    await answered(
      made,
      cancelAll,
      200,
      {},
      JSON.stringify({ canceled: Array.from({ length: 200 }, () => "0x1") }),
    );
    expect(made.limiter.stats().signers[0]!.cancels.balance).toBe(119 - 200);
    let at = 0;
    void made.limiter.acquire(order("0x1", { endpoint: "DELETE /order", method: "DELETE" }))?.then(() => {
      at = made.clock.monotonic();
    });
    await made.clock.advance(2000);
    expect(at).toBeGreaterThan(1024);
    made.limiter.setTier("0x2", "elite");
    await answered(
      made,
      { ...cancelAll, wallet: "0x2" },
      200,
      {},
      JSON.stringify({ canceled: Array.from({ length: 9999 }, () => "0x1") }),
    );
    expect(made.limiter.stats().signers[1]!.cancels.balance).toBe(0);
    await answered(made, { ...cancelAll, wallet: "0x3" }, 500, {}, "{");
    expect(made.limiter.stats().signers[2]!.cancels.balance).toBe(119);
  });

  it("learn from headers: tier, what is left, when to come back", async () => {
    const made = limiter({ margin: 0.8 });
    await answered(made, order("0x1"), 200, {
      "Poly-RateLimit-Tier": "SILVER",
      "Poly-RateLimit-Remaining": "299",
    });
    expect(made.limiter.stats().signers[0]).toMatchObject({
      tier: "silver",
      orders: { burst: 240, rate: 160 },
    });
    // Somebody else uses the same signer: what is left counts, less the margin's share as a reserve.
    await answered(made, order("0x1"), 200, { "Poly-RateLimit-Remaining": "100" });
    expect(made.limiter.stats().signers[0]!.orders.balance).toBeCloseTo(40, 6);
    await answered(made, order("0x1"), 200, { "Poly-RateLimit-Remaining": "-2" });
    expect(made.limiter.stats().signers[0]!.orders.balance).toBeCloseTo(-62, 6);
    await answered(made, order("0x2"), 429, { "Poly-RateLimit-Remaining": "0", "Retry-After": "5" });
    expect(made.limiter.stats().signers[1]!.orders.heldMs).toBe(5000);
    // Nobody else is held.
    expect(made.limiter.acquire(order("0x3"))).toBeUndefined();
    const reset = String(Math.floor(made.clock.now() / 1000) + 7);
    await answered(made, order("0x4"), 429, {
      "Poly-RateLimit-Remaining": "0",
      "Poly-RateLimit-Reset": reset,
    });
    expect(made.limiter.stats().signers[3]!.orders.heldMs).toBeGreaterThan(6000);
  });

  it("treat nonsense in headers as absent", async () => {
    const made = limiter();
    await answered(made, order("0x1"), 200, {
      "Poly-RateLimit-Remaining": "plenty",
      "Poly-RateLimit-Reset": "99999999999999",
      "Poly-RateLimit-Tier": "unobtainium",
    });
    expect(made.limiter.stats().signers[0]).toMatchObject({
      tier: "standard",
      orders: { balance: 59, heldMs: 0 },
    });
  });

  it("forget signers about whom nothing would be lost, and keep their tier", async () => {
    const { limiter: made, clock } = limiter({
      maxSigners: 10,
      tables: [{ ...polymarketLimits, windows: [] }],
    });
    made.setTier("0x0", "gold");
    for (let wallet = 0; wallet < 10; wallet++) made.acquire(order(`0x${wallet}`));
    expect(await refusal(made.acquire(order("0xfull")))).toMatchObject({ code: "queue-full" });
    await clock.advance(100);
    expect(made.acquire(order("0xfull"))).toBeUndefined();
    expect(made.stats().signers).toHaveLength(1);
    made.acquire(order("0x0"));
    expect(made.stats().signers[1]).toMatchObject({ wallet: "0x0", tier: "gold" });
  });
});

describe("refusals of the edge", () => {
  it("hold the route, lower its windows once per burst, and let them recover", async () => {
    const made = limiter({ tables: [table(100)], margin: 1 });
    for (let count = 0; count < 5; count++)
      made.limiter.sending(request())(
        createHttpResponse({ status: 429, body: "", request: request(), headers: { "retry-after": "2" } }),
      );
    const [held] = made.limiter.stats().windows;
    expect(held).toMatchObject({ heldMs: 2000, limit: 70 });
    let at = 0;
    void made.limiter.acquire(request())?.then(() => {
      at = made.clock.monotonic();
    });
    await made.clock.advance(5000);
    expect(at).toBeGreaterThan(2000);
    await made.clock.advance(11_000);
    expect(made.limiter.stats().windows[0]!.limit).toBeGreaterThanOrEqual(90);
    await made.clock.advance(620_000);
    expect(made.limiter.stats().windows[0]!.limit).toBe(100);
  });

  it("double their hold while they go on without saying how long", async () => {
    const made = limiter({ tables: [table(100)] });
    const holds: number[] = [];
    for (let count = 0; count < 4; count++) {
      await answered(made, request(), 429);
      holds.push(made.limiter.stats().windows[0]!.heldMs);
      await made.clock.advance(holds.at(-1)! + 1);
    }
    expect(holds).toEqual([1000, 2000, 4000, 8000]);
  });

  it("touch no window that everybody shares", async () => {
    const made = limiter();
    await answered(made, request(), 429);
    expect(made.limiter.acquire(request({ endpoint: "GET /price" }))).toBeUndefined();
    const held = refusal(made.limiter.acquire(request()));
    made.limiter.close();
    expect(await held).toBeInstanceOf(ClosedError);
  });
});
