import { describe, expect, it } from "@jest/globals";
import { sleep } from "@pm/core-types";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { pipeline, type Transport } from "../http/pipeline.ts";
import type { HttpRequest } from "../http/request.ts";
import { createModelVenue, type ModelWindow } from "../testing/model-venue.ts";
import { order, request } from "../testing/requests.ts";
import { createLimiter, limitRequests } from "./index.ts";

const on = (endpoint: string) => (asked: HttpRequest) => asked.endpoint === endpoint;

/** The published limits, written out once more by hand: nothing is shared with the table under test. */
const PUBLISHED: readonly ModelWindow[] = [
  { matches: () => true, limit: 9_000, windowMs: 10_000 },
  { matches: on("POST /order"), limit: 5_000, windowMs: 10_000 },
  { matches: on("POST /order"), limit: 120_000, windowMs: 600_000 },
  { matches: on("POST /orders"), limit: 2_000, windowMs: 10_000 },
  { matches: on("POST /orders"), limit: 21_000, windowMs: 600_000 },
  { matches: on("DELETE /order"), limit: 5_000, windowMs: 10_000 },
  { matches: on("DELETE /orders"), limit: 2_000, windowMs: 10_000 },
  { matches: on("DELETE /orders"), limit: 15_000, windowMs: 600_000 },
  { matches: on("DELETE /cancel-all"), limit: 250, windowMs: 10_000 },
  { matches: on("DELETE /cancel-all"), limit: 6_000, windowMs: 600_000 },
  { matches: on("GET /book"), limit: 1_500, windowMs: 10_000 },
  { matches: on("GET /data/orders"), limit: 500, windowMs: 10_000 },
];

/** Sends forever what `next` makes, `width` at a time. */
function saturate(send: Transport, width: number, next: () => HttpRequest, until: () => boolean): void {
  for (let lane = 0; lane < width; lane++) {
    void (async () => {
      while (!until()) await send(next()).catch(() => {});
    })();
  }
}

describe("limiter against a venue that enforces both layers", () => {
  it("meets no 429 with 200 wallets in ten minutes at 80 % margin, and leaves little unused", async () => {
    const clock = createVirtualClock();
    const random = createSeededRandom(5);
    const venue = createModelVenue({
      clock,
      random,
      windows: PUBLISHED,
      orders: { rate: 40, burst: 60 },
      cancels: { rate: 80, burst: 120 },
      openOrders: 30,
    });
    const limiter = createLimiter({ clock, maxWaitMs: 1e9, maxWaiting: 100_000 });
    const send = pipeline(venue.transport, limitRequests(limiter));
    const sent = { single: 0 };
    let over = false;
    for (let wallet = 0; wallet < 200; wallet++) {
      const id = `w${wallet}`;
      saturate(
        send,
        2,
        () => order(id, { endpoint: "POST /orders", cost: 1 + Math.floor(random.next() * 15) }),
        () => over,
      );
      saturate(
        send,
        1,
        () =>
          order(id, {
            endpoint: "DELETE /orders",
            method: "DELETE",
            cost: 1 + Math.floor(random.next() * 40),
          }),
        () => over,
      );
      void (async () => {
        while (!over) {
          await sleep(clock, 20_000 * random.next());
          await send(order(id, { endpoint: "DELETE /cancel-all", method: "DELETE" })).catch(() => {});
        }
      })();
      void (async () => {
        while (!over) {
          await sleep(clock, 40_000 * random.next());
          sent.single += 1;
          await send(order(id)).catch(() => {});
        }
      })();
    }
    saturate(
      send,
      50,
      () => request({ endpoint: "GET /data/orders", wallet: "w0", surface: "clob-private" }),
      () => over,
    );
    await clock.advance(600_000);
    over = true;
    expect(venue.refused()).toBe(0);
    const { windows, signers } = limiter.stats();
    const used = (id: string) => {
      const window = windows.find((one) => one.id === id)!;
      return window.used / window.limit;
    };
    // These three bind: nothing but the window stands between the callers and more requests.
    expect(used("clob:POST /orders:10min")).toBeGreaterThan(0.95);
    expect(used("clob:DELETE /orders:10min")).toBeGreaterThan(0.95);
    expect(used("clob:/data/orders:10s")).toBeGreaterThan(0.95);
    expect(signers).toHaveLength(200);
    expect(sent.single).toBeGreaterThan(1000);
    limiter.close();
    await clock.advance(1000);
  }, 120_000);

  it("follows a tier it did not know, up", async () => {
    const clock = createVirtualClock();
    const venue = createModelVenue({
      clock,
      random: createSeededRandom(2),
      orders: { rate: 400, burst: 600 },
      tier: "Gold",
    });
    const limiter = createLimiter({ clock, maxWaitMs: 1e9 });
    const send = pipeline(venue.transport, limitRequests(limiter));
    let over = false;
    saturate(
      send,
      100,
      () => order("w1"),
      () => over,
    );
    await clock.advance(30_000);
    over = true;
    expect(venue.refused()).toBe(0);
    expect(limiter.stats().signers[0]).toMatchObject({ tier: "gold", orders: { burst: 480, rate: 320 } });
    expect(venue.seen()).toBeGreaterThan(0.95 * 320 * 30);
    limiter.close();
  }, 60_000);

  it.each([
    ["a bucket smaller than any tier it knows", { rate: 10, burst: 15 }, false],
    ["the same without any header", { rate: 10, burst: 15 }, true],
  ])(
    "converges without a storm on %s",
    async (_name, orders, silent) => {
      const clock = createVirtualClock();
      const venue = createModelVenue({
        clock,
        random: createSeededRandom(2),
        orders,
        tier: "pebble",
        silent,
      });
      const limiter = createLimiter({ clock, maxWaitMs: 1e9 });
      const send = pipeline(venue.transport, limitRequests(limiter));
      let over = false;
      saturate(
        send,
        40,
        () => order("w1"),
        () => over,
      );
      await clock.advance(300_000);
      over = true;
      const late = venue.refusals.filter((at) => at > 60_000).length;
      const refusedShare = late / venue.seen();
      expect(refusedShare).toBeLessThan(0.03);
      // Most of what the venue gives is used all the same.
      expect(venue.seen() - venue.refused()).toBeGreaterThan(0.5 * 10 * 300);
      limiter.close();
    },
    60_000,
  );

  it("converges without a storm on a window narrower than published", async () => {
    const clock = createVirtualClock();
    const venue = createModelVenue({
      clock,
      random: createSeededRandom(2),
      windows: [{ matches: () => true, limit: 30, windowMs: 1_000 }],
    });
    const limiter = createLimiter({ clock, maxWaitMs: 1e9 });
    const send = pipeline(venue.transport, limitRequests(limiter));
    let over = false;
    saturate(
      send,
      20,
      () => request({ surface: "data", endpoint: "GET /v2/activity" }),
      () => over,
    );
    await clock.advance(600_000);
    over = true;
    const late = venue.refusals.filter((at) => at > 120_000).length;
    expect(late / venue.seen()).toBeLessThan(0.1);
    limiter.close();
  }, 60_000);
});
