import { describe, expect, it } from "@jest/globals";
import { sleep } from "@pm/core-types";
import { createSeededRandom, createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import fc from "fast-check";
import { order } from "../../testing/requests.ts";
import { createVenueBucket, densest } from "../../testing/sliding.ts";
import { createLimiter, type Demand, type LimitStore, type StoreAnswer } from "../index.ts";
import { SlidingWindow } from "../window/sliding-window.ts";
import { TokenBucket } from "../window/token-bucket.ts";

type Trouble = {
  readonly from: number;
  readonly to: number;
  readonly member: number | "all";
  readonly kind: "away" | "slow";
};

const SLACK_MS = 50;

/** A store in memory that many limiters share, each over its own way, which has its own troubles. */
function sharedState(clock: VirtualClock, seed: number, processes: number, troubles: readonly Trouble[]) {
  const windows = new Map<string, SlidingWindow>();
  const buckets = new Map<string, TokenBucket>();
  const random = createSeededRandom(seed);

  const decide = (
    demand: Demand,
  ): { kind: "granted" } | { kind: "denied"; waitMs: number; blocked: string[] } => {
    const now = clock.monotonic();
    const blocked: string[] = [];
    let until = now;
    for (const { id, limit, windowMs } of demand.windows) {
      const window = windows.get(id) ?? new SlidingWindow(windowMs + SLACK_MS);
      windows.set(id, window);
      const at = window.blockedUntil(now, 1, limit);
      if (at >= now) {
        blocked.push(id);
        until = Math.max(until, Number.isFinite(at) ? at : now + windowMs);
      }
    }
    const { bucket } = demand;
    if (bucket !== undefined) {
      const tokens =
        buckets.get(bucket.id) ??
        new TokenBucket(bucket.rate, bucket.burst - (bucket.rate * SLACK_MS) / 1000);
      buckets.set(bucket.id, tokens);
      const wait = tokens.waitMs(now, bucket.cost);
      if (wait > 0) {
        blocked.push(bucket.id);
        until = Math.max(until, now + wait);
      }
    }
    if (blocked.length > 0) return { kind: "denied", waitMs: until - now, blocked };
    for (const { id } of demand.windows) windows.get(id)!.add(now, 1);
    if (bucket !== undefined) buckets.get(bucket.id)!.debit(now, bucket.cost);
    return { kind: "granted" };
  };

  return (member: number): LimitStore => ({
    reserve: { processes, windows: 0.2, buckets: 0.2 },
    sharesSigners: true,
    largestCost: (bucket) => Math.floor(bucket.burst - (bucket.rate * SLACK_MS) / 1000),
    adjust: () => {},
    close: () => {},
    acquire: async (demand): Promise<StoreAnswer> => {
      const sentAt = clock.monotonic();
      const trouble = troubles.find(
        ({ from, to, member: whose }) =>
          sentAt >= from && sentAt < to && (whose === "all" || whose === member),
      );
      await sleep(clock, random.next() * 5);
      if (trouble?.kind === "away") {
        // Half of what is lost on the way was lost on the way back: it counts all the same.
        if (random.next() < 0.5) decide(demand);
        return { kind: "unavailable", retryMs: 20 };
      }
      const answer = decide(demand);
      await sleep(clock, random.next() * (trouble?.kind === "slow" ? 200 : 5));
      return answer.kind === "granted"
        ? { kind: "granted", waitMs: 0, validUntil: sentAt + SLACK_MS }
        : answer;
    },
  });
}

const troubles = fc.array(
  fc
    .record({
      from: fc.integer({ min: 0, max: 8000 }),
      length: fc.integer({ min: 10, max: 3000 }),
      member: fc.constantFrom<number | "all">("all", 0, 1, 2),
      kind: fc.constantFrom("away" as const, "slow" as const),
    })
    .map(({ from, length, ...rest }) => ({ from, to: from + length, ...rest })),
  { maxLength: 6 },
);

describe("limiters that share a store, on virtual time", () => {
  it("exceed neither a window nor a bucket together, whatever happens on the way to the store", async () => {
    await fc.assert(
      fc.asyncProperty(
        troubles,
        fc.integer(),
        fc.integer({ min: 60, max: 200 }),
        async (script, seed, limit) => {
          const clock = createVirtualClock();
          const processes = 3;
          const storeOf = sharedState(clock, seed, processes, script);
          const venue = createVenueBucket(40, 60);
          const times: number[] = [];
          let tokensExceeded = 0;
          let over = false;
          const limiters = Array.from({ length: processes }, (_, member) =>
            createLimiter({
              clock,
              margin: 1,
              maxWaitMs: 1e9,
              tables: [
                {
                  name: "test",
                  asOf: "2026-10-07",
                  source: "test",
                  windows: [{ id: "all", surfaces: "any", routes: ["* /**"], limit, windowMs: 1000 }],
                  signers: {
                    surfaces: ["clob-private"],
                    defaultTier: "one",
                    tiers: [
                      {
                        name: "one",
                        orders: { rate: 40, burst: 60 },
                        cancels: { rate: 1, burst: 1 },
                        cancelsMayGoNegative: true,
                      },
                    ],
                    costs: [{ route: "POST /orders", bucket: "orders", cost: "each" }],
                  },
                },
              ],
              store: storeOf(member),
            }),
          );
          for (const [member, limiter] of limiters.entries()) {
            for (let caller = 0; caller < 12; caller++) {
              void (async () => {
                while (!over) {
                  // One caller in four uses the signer that all processes share.
                  const shared = caller % 4 === 0;
                  const cost = 1 + (caller % 3);
                  try {
                    await limiter.acquire(
                      shared
                        ? order("shared", { endpoint: "POST /orders", cost })
                        : order(`w${member}`, { endpoint: "GET /x" }),
                    );
                  } catch {
                    return;
                  }
                  times.push(clock.monotonic());
                  if (shared && !venue.take(clock.monotonic() + 1e-6, cost)) tokensExceeded += 1;
                }
              })();
            }
          }
          await clock.advance(10_000);
          over = true;
          for (const limiter of limiters) limiter.close();
          await clock.advance(1000);
          expect(densest(times, 1000)).toBeLessThanOrEqual(limit);
          expect(tokensExceeded).toBe(0);
          expect(clock.pending()).toBe(0);
          if (script.length === 0) expect(times.length).toBeGreaterThan(0.6 * limit * 10);
        },
      ),
      // The example: closed while one that had gone back to the queue was with the store again.
      {
        numRuns: 25,
        examples: [[[{ from: 6932, to: 9884, member: "all", kind: "slow" }], -1073709055, 85]],
      },
    );
  }, 120_000);

  it("is drained by nobody who gives up while the store is asked", async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({ clock, store: sharedState(clock, 1, 1, [])(0) });
    const controller = new AbortController();
    const turn = limiter
      .acquire(order("w", { signal: controller.signal }))
      ?.catch((error: { code: string }) => error.code);
    controller.abort();
    expect(await turn).toBe("aborted");
    await clock.advance(100);
    expect(limiter.stats()).toMatchObject({ waiting: 0 });
    expect(limiter.stats().windows.every(({ used }) => used === 0)).toBe(true);
    limiter.close();
    expect(clock.pending()).toBe(0);
  });
});
