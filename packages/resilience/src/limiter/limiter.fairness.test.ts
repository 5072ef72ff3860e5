import { describe, expect, it } from "@jest/globals";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { order, request } from "../testing/requests.ts";
import { createLimiter, type LimitTable } from "./index.ts";

const narrow: LimitTable = {
  name: "narrow",
  asOf: "2026-10-07",
  source: "test",
  windows: [{ id: "all", surfaces: "any", routes: ["* /**"], limit: 200, windowMs: 1000, shared: true }],
};

describe("limiter, fairness", () => {
  it("gives 200 wallets of unequal demand their max-min share", async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({
      tables: [narrow],
      margin: 1,
      clock,
      maxWaiting: 100_000,
      maxWaitingPerWallet: 5_000,
      maxWaitMs: 1e9,
    });
    const wallets = Array.from({ length: 200 }, (_, index) => `w${index}`);
    // One wallet in ten asks for a hundred times what the others ask for, and asks first.
    const demand = wallets.map((_, index) => (index % 10 === 0 ? 1000 : 10));
    const served = new Map<string, number[]>(wallets.map((wallet) => [wallet, []]));
    // Somebody else fills the window first, so that every request of the wallets waits.
    for (let index = 0; index < 194; index++) limiter.acquire(order("other"));
    for (const [index, wallet] of wallets.entries()) {
      for (let count = 0; count < demand[index]!; count++) {
        limiter.acquire(order(wallet))?.then(
          () => served.get(wallet)?.push(clock.monotonic()),
          () => {},
        );
      }
    }
    await clock.advance(30_000);
    const counts = [...served.values()].map((times) => times.length);
    const small = counts.filter((_, index) => demand[index] === 10);
    const large = counts.filter((_, index) => demand[index] === 1000);
    // 2,000 requests are a round of ten for everyone: ten seconds at 194 a second, and a little.
    expect(small.every((count) => count === 10)).toBe(true);
    const slowest = Math.max(...[...served.values()].map((times) => times[9] ?? Number.POSITIVE_INFINITY));
    expect(slowest).toBeLessThan(12_000);
    expect(Math.max(...large) - Math.min(...large)).toBeLessThanOrEqual(1);
    limiter.close();
  });

  it("keeps weights", async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({
      tables: [narrow],
      margin: 1,
      clock,
      maxWaitMs: 1e9,
      weightOf: (wallet) => (wallet === "big" ? 3 : 1),
    });
    const served: Record<string, number> = { big: 0, small: 0 };
    for (let index = 0; index < 194; index++) limiter.acquire(order("other"));
    for (let index = 0; index < 1500; index++) {
      for (const wallet of ["small", "big"]) {
        void limiter.acquire(order(wallet))?.then(
          () => {
            served[wallet]! += 1;
          },
          () => {},
        );
      }
    }
    await clock.advance(4500);
    expect(served.big! / served.small!).toBeGreaterThan(2.9);
    expect(served.big! / served.small!).toBeLessThan(3.1);
    limiter.close();
  });

  it("lets a wallet without tokens hold up nobody", async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({ clock, margin: 1 });
    for (let count = 0; count < 60; count++) limiter.acquire(order("empty"));
    const waiting = Array.from({ length: 50 }, () => limiter.acquire(order("empty")));
    expect(waiting.every((turn) => turn !== undefined)).toBe(true);
    let done = false;
    void Promise.resolve(limiter.acquire(order("other"))).then(() => {
      done = true;
    });
    await clock.advance(0);
    expect(done).toBe(true);
    await clock.advance(2000);
    await Promise.all(waiting);
  });

  it("keeps the p99 wait of cancels low while orders and reads saturate", async () => {
    const clock = createVirtualClock();
    const random = createSeededRandom(7);
    const limiter = createLimiter({
      tables: [narrow],
      margin: 0.8,
      clock,
      maxWaiting: 100_000,
      maxWaitingPerWallet: 100_000,
      maxWaitMs: 1e9,
    });
    const waits: number[] = [];
    for (let tick = 0; tick < 600; tick++) {
      for (let count = 0; count < 10; count++) {
        limiter.acquire(order(`w${count}`))?.catch(() => {});
        limiter.acquire(request())?.catch(() => {});
      }
      if (random.next() < 0.2) {
        const asked = clock.monotonic();
        void Promise.resolve(limiter.acquire(order("w1", { endpoint: "DELETE /order" }))).then(() =>
          waits.push(clock.monotonic() - asked),
        );
      }
      await clock.advance(50);
    }
    waits.sort((a, b) => a - b);
    expect(waits.length).toBeGreaterThan(80);
    // 4 cancels a second fit the 3 % that orders must leave free, so none waits even for a window to move.
    expect(waits[Math.floor(waits.length * 0.99)]).toBeLessThan(250);
    expect(limiter.stats().lanes.cancel.p99WaitMs).toBeLessThanOrEqual(256);
    // Orders go before reads, and reads are not sent at all while orders want everything.
    const { lanes } = limiter.stats();
    expect(lanes.order.admitted).toBeGreaterThan(lanes.public.admitted * 10);
    limiter.close();
  });
});
