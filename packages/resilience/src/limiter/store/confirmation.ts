import type { Clock, Telemetry } from "@pm/core-types";
import type { Waiter } from "../queue/waiter.ts";
import type { Route } from "../route.ts";
import { Fallback } from "./fallback.ts";
import { type Demand, type LimitStore, type StoreAnswer, sharedBucket, sharedLimit } from "./limit-store.ts";

/**
 * Requests of one route that may be with the store at once. Whoever waits beyond that waits here, where lanes and fair
 * shares rule; and because every process has the same number, the store's first-come-first-served is fair among them.
 */
const AT_ONCE = 8;

/** What the limiter does with the outcome. */
export type ConfirmationHooks = {
  /** It goes now. */
  readonly go: (waiter: Waiter, now: number) => void;
  /** It goes back to its place in the queue. */
  readonly back: (waiter: Waiter) => void;
  /** Somebody else may be asked about. */
  readonly free: () => void;
};

/** Asks a shared store about each request that its own process would let go. */
export class Confirmation {
  readonly #store: LimitStore;
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;
  readonly #hooks: ConfirmationHooks;
  readonly #fallback: Fallback;
  readonly #asking = new Map<Route, number>();
  readonly #waiters = new Set<Waiter>();

  constructor(store: LimitStore, clock: Clock, telemetry: Telemetry, hooks: ConfirmationHooks) {
    this.#store = store;
    this.#clock = clock;
    this.#telemetry = telemetry;
    this.#hooks = hooks;
    this.#fallback = new Fallback(store.reserve);
  }

  /** True while as many of this route are with the store as may be. */
  isFull(route: Route): boolean {
    return (this.#asking.get(route) ?? 0) >= AT_ONCE;
  }

  /** Those that are with the store. */
  waiters(): readonly Waiter[] {
    return [...this.#waiters];
  }

  has(waiter: Waiter): boolean {
    return this.#waiters.has(waiter);
  }

  /** Its caller gave up while it was with the store. What was taken for it there stays taken. */
  drop(waiter: Waiter): void {
    this.#waiters.delete(waiter);
  }

  async ask(waiter: Waiter, now: number): Promise<void> {
    const { route } = waiter;
    this.#asking.set(route, (this.#asking.get(route) ?? 0) + 1);
    this.#waiters.add(waiter);
    const answer = await this.#store.acquire(this.#demandOf(waiter, now));
    if (answer.kind === "granted" && answer.waitMs > 0 && !waiter.done) {
      // Strictly after the slot: the timer's whole milliseconds must not make it early.
      await new Promise<void>((resolve) => this.#clock.setTimer(Math.floor(answer.waitMs) + 1, resolve));
    }
    const left = (this.#asking.get(route) ?? 1) - 1;
    if (left === 0) this.#asking.delete(route);
    else this.#asking.set(route, left);
    // Before it is settled: one that goes back may be with the store again at once.
    this.#waiters.delete(waiter);
    if (!waiter.done) this.#settle(waiter, answer);
    this.#hooks.free();
  }

  #settle(waiter: Waiter, answer: StoreAnswer): void {
    const now = this.#clock.monotonic();
    this.#telemetry.count("pm_limiter_store_total", { result: answer.kind });
    switch (answer.kind) {
      case "granted":
        if (now <= answer.validUntil) this.#hooks.go(waiter, now);
        else {
          // Our own process or the way from the store was too slow: the slot is lost, not stretched.
          this.#telemetry.count("pm_limiter_store_total", { result: "late" });
          this.#hooks.back(waiter);
        }
        return;
      case "denied":
        this.#block(waiter, now, now + Math.max(1, answer.waitMs), answer.blocked);
        this.#hooks.back(waiter);
        return;
      case "unavailable": {
        const bucket = this.#store.sharesSigners ? waiter.gate?.bucket : undefined;
        const blocked = this.#fallback.take(waiter.route, bucket, waiter.cost, now);
        if (blocked < now) {
          this.#telemetry.count("pm_limiter_store_total", { result: "fallback" });
          this.#hooks.go(waiter, now);
        } else {
          waiter.route.blocks.block(waiter.lane, Math.min(blocked, now + Math.max(1, answer.retryMs)));
          this.#hooks.back(waiter);
        }
      }
    }
  }

  #block(waiter: Waiter, now: number, until: number, blocked: readonly string[]): void {
    let known = false;
    for (const window of waiter.route.windows) {
      if (!blocked.includes(window.rule.id)) continue;
      window.block(waiter.lane, until);
      known = true;
    }
    if (waiter.gate !== undefined && blocked.includes(waiter.gate.id)) {
      waiter.gate.bucket.block(until);
      known = true;
    }
    if (!known) waiter.route.blocks.block(waiter.lane, Math.min(until, now + 1000));
  }

  #demandOf(waiter: Waiter, now: number): Demand {
    const { reserve, sharesSigners } = this.#store;
    const windows = waiter.route.windows.map((window) => ({
      id: window.rule.id,
      limit: sharedLimit(window.limitOf(now, waiter.lane), window.limit, reserve),
      windowMs: window.rule.windowMs,
    }));
    const { gate, cost } = waiter;
    return gate === undefined || !sharesSigners
      ? { windows }
      : { windows, bucket: { ...sharedBucket(gate.id, gate.bucket.full, reserve), cost } };
  }
}
