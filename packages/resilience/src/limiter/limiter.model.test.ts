import { describe, expect, it } from "@jest/globals";
import { isPolymarketError } from "@pm/core-types";
import { createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import fc from "fast-check";
import { order, request } from "../testing/requests.ts";
import { createVenueBucket, densest } from "../testing/sliding.ts";
import { createLimiter, type LimitTable, type WindowRule } from "./index.ts";

const ROUTES = ["GET /a", "GET /a/b", "GET /c", "POST /c", "GET /d"];

const rules = fc.array(
  fc.record({
    routes: fc.subarray(["GET /a/**", "* /c", "GET /d", "* /**", "GET /a"], { minLength: 1 }),
    limit: fc.integer({ min: 1, max: 40 }),
    windowMs: fc.integer({ min: 20, max: 3000 }),
    shared: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

const arrivals = fc.array(
  fc.record({
    pause: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.double({ min: 0, max: 400, noNaN: true })),
    route: fc.constantFrom(...ROUTES),
    wallet: fc.constantFrom(undefined, "0x1", "0x2", "0x3"),
    lane: fc.constantFrom(
      undefined,
      "cancel" as const,
      "order" as const,
      "private" as const,
      "public" as const,
    ),
    abortAfter: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined, freq: 8 }),
  }),
  { minLength: 1, maxLength: 300 },
);

function table(windows: readonly Omit<WindowRule, "id" | "surfaces">[]): LimitTable {
  return {
    name: "model",
    asOf: "2026-10-07",
    source: "test",
    windows: windows.map((rule, index) => ({ id: `rule ${index}`, surfaces: "any", ...rule })),
  };
}

async function finish(clock: VirtualClock): Promise<void> {
  await clock.runAll(600_000);
}

describe("limiter against a model, on virtual time", () => {
  it("exceeds no sliding window, whatever the table, the margin and the arrivals", async () => {
    await fc.assert(
      fc.asyncProperty(
        rules,
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        arrivals,
        async (windows, margin, script) => {
          const clock = createVirtualClock();
          const limiter = createLimiter({ tables: [table(windows)], margin, clock, maxWaitMs: 20_000 });
          const admitted: { at: number; route: string }[] = [];
          let refused = 0;
          for (const { pause, route, wallet, lane, abortAfter } of script) {
            if (pause > 0) await clock.advance(pause);
            const controller = new AbortController();
            if (abortAfter !== undefined) clock.setTimer(abortAfter, () => controller.abort());
            const enter = () => admitted.push({ at: clock.monotonic(), route });
            const turn = limiter.acquire(
              request({
                endpoint: route,
                ...(wallet === undefined ? {} : { wallet }),
                ...(lane === undefined ? {} : { lane }),
                signal: controller.signal,
              }),
            );
            if (turn === undefined) enter();
            else
              turn.then(enter, (error: unknown) => {
                expect(isPolymarketError(error)).toBe(true);
                refused += 1;
              });
          }
          await finish(clock);
          expect(admitted.length + refused).toBe(script.length);
          for (const rule of windows) {
            const touched = (route: string) =>
              rule.routes.some(
                (pattern) =>
                  pattern === "* /**" ||
                  pattern === route ||
                  (pattern === "* /c" && route.endsWith("/c")) ||
                  (pattern === "GET /a/**" && route.startsWith("GET /a")),
              );
            const times = admitted.filter(({ route }) => touched(route)).map(({ at }) => at);
            expect(densest(times, rule.windowMs)).toBeLessThanOrEqual(
              Math.max(1, Math.floor(rule.limit * margin)),
            );
          }
          expect(limiter.stats().waiting).toBe(0);
          expect(clock.pending()).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);

  it("uses at least 95 % of what it may under saturation", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 5, max: 200 }),
        fc.integer({ min: 200, max: 3000 }),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (limit, windowMs, margin, spread) => {
          const clock = createVirtualClock();
          const limiter = createLimiter({
            tables: [table([{ routes: ["* /**"], limit, windowMs }])],
            margin,
            clock,
            maxWaitMs: 1e9,
            maxWaitingPerWallet: 10_000,
          });
          const most = Math.max(1, Math.floor(limit * margin));
          const windows = 20;
          let admitted = 0;
          for (let index = 0; index < most * (windows + 2); index++) {
            // Some of the first arrivals are spread over a window, so that it does not open and shut as one block.
            if (index < most) await clock.advance((windowMs / most) * spread);
            const turn = limiter.acquire(request());
            if (turn === undefined) admitted += 1;
            else
              turn.then(
                () => {
                  admitted += 1;
                },
                () => {},
              );
          }
          const before = admitted;
          // Timers have whole milliseconds: one a window is the clock's, not the limiter's.
          await clock.advance((windowMs + 1) * windows);
          expect(admitted - before).toBeGreaterThanOrEqual(Math.floor(most * windows * 0.95));
          limiter.close();
          await finish(clock);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  it("never asks a signer's bucket for more than the venue has, counting orders", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            pause: fc.integer({ min: 0, max: 300 }),
            cost: fc.integer({ min: 1, max: 15 }),
            cancel: fc.boolean(),
          }),
          {
            minLength: 20,
            maxLength: 250,
          },
        ),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        async (script, margin) => {
          const clock = createVirtualClock();
          const limiter = createLimiter({ margin, clock, maxWaitMs: 1e9 });
          const orders = createVenueBucket(40, 60);
          const cancels = createVenueBucket(80, 120);
          let settled = 0;
          for (const { pause, cost, cancel } of script) {
            if (pause > 150) await clock.advance(pause - 150);
            const accept = () => {
              settled += 1;
              // A rounding error of the reference itself is not an excess.
              expect((cancel ? cancels : orders).take(clock.monotonic() + 1e-6, cost)).toBe(true);
            };
            const endpoint = cancel ? "DELETE /orders" : "POST /orders";
            const turn = limiter.acquire(order("0x1", { endpoint, cost }));
            if (turn === undefined) accept();
            else void turn.then(accept);
          }
          await finish(clock);
          expect(settled).toBe(script.length);
        },
      ),
      { numRuns: 80 },
    );
  }, 120_000);
});
