import type { Clock } from "@pm/core-types";
import type { SignerGate } from "../signer/signer-gate.ts";
import { Alarm } from "./alarm.ts";
import { Heap } from "./heap.ts";
import { RouteQueue } from "./route-queue.ts";
import { comesBefore, type Waiter } from "./waiter.ts";

/** What decides whether the waiter at the head of a queue may go. */
export type Admission = {
  /** The time at or before which it must stay; `-Infinity` when it may go. */
  readonly blockedUntil: (waiter: Waiter, now: number) => number;
  /** It goes. */
  readonly admit: (waiter: Waiter, now: number) => void;
  readonly expire: (waiter: Waiter, now: number) => void;
};

/**
 * Serves waiters by lane, then fair share, then arrival, across all routes: a window that is full for the first is
 * full for everyone after it who needs it, and routes that do not need it go on.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #admission: Admission;
  readonly #queues = new Map<string, RouteQueue>();
  readonly #sleepers = new Heap<SignerGate>((a, b) => a.dueAt < b.dueAt);
  readonly #expiries = new Heap<Waiter>((a, b) => a.expiresAt < b.expiresAt);
  readonly #alarm: Alarm;
  #waiting = 0;
  #dead = 0;
  #pass = 0;
  #dispatching = false;

  constructor(clock: Clock, admission: Admission) {
    this.#clock = clock;
    this.#admission = admission;
    this.#alarm = new Alarm(clock, () => this.dispatch());
  }

  /** Waiters that are neither admitted nor gone. */
  get waiting(): number {
    return this.#waiting;
  }

  submit(waiter: Waiter): void {
    this.#waiting += 1;
    this.#expiries.push(waiter);
    this.#enter(waiter);
    this.dispatch();
  }

  /** Puts a waiter back that was admitted but could not go after all; it keeps its place. */
  resubmit(waiter: Waiter): void {
    this.#waiting += 1;
    this.#expiries.push(waiter);
    this.#enter(waiter);
    this.dispatch();
  }

  /** A waiter is settled while it is in the queues. */
  forget(waiter: Waiter): void {
    waiter.done = true;
    this.#waiting -= 1;
    this.#dead += 1;
    if (waiter.gate?.retreat(waiter) === true) this.#promote(waiter.gate, this.#clock.monotonic());
    this.dispatch();
  }

  /** Serves everyone who can go now and sets the alarm for the next who will. */
  dispatch(): void {
    if (this.#dispatching) return;
    this.#dispatching = true;
    try {
      const now = this.#clock.monotonic();
      this.#expire(now);
      this.#wakeSleepers(now);
      this.#pass += 1;
      let wake = Number.POSITIVE_INFINITY;
      for (let queue = this.#best(); queue !== undefined; queue = this.#best()) {
        wake = Math.min(wake, this.#serve(queue, now));
      }
      const sleeper = this.#sleepers.peek();
      if (sleeper !== undefined) wake = Math.min(wake, sleeper.dueAt);
      const expiry = this.#nextExpiry();
      if (expiry !== undefined) wake = Math.min(wake, expiry.expiresAt);
      if (this.#waiting === 0) this.#reset();
      else this.#alarm.wish(now, wake);
      if (this.#dead > 256 && this.#dead > this.#waiting) this.#sweep();
    } finally {
      this.#dispatching = false;
    }
  }

  /** Every waiter that is still in the queues, for a limiter that closes. */
  waiters(): readonly Waiter[] {
    return this.#expiries.items().filter((waiter) => !waiter.done);
  }

  #enter(waiter: Waiter): void {
    const { gate } = waiter;
    if (gate === undefined) {
      this.#enqueue(waiter);
      return;
    }
    gate.park(waiter);
    this.#promote(gate, this.#clock.monotonic());
  }

  #enqueue(waiter: Waiter): void {
    const key = `${waiter.lane} ${waiter.route.key}`;
    let queue = this.#queues.get(key);
    if (queue === undefined) {
      queue = new RouteQueue(waiter.route, waiter.lane);
      this.#queues.set(key, queue);
    }
    queue.push(waiter);
    // An admission earlier in this pass may have let a signer's next request in.
    queue.skippedPass = 0;
  }

  #best(): RouteQueue | undefined {
    let best: RouteQueue | undefined;
    let bestHead: Waiter | undefined;
    for (const [key, queue] of this.#queues) {
      if (queue.skippedPass === this.#pass) continue;
      const head = queue.head();
      if (head === undefined) {
        this.#queues.delete(key);
      } else if (bestHead === undefined || comesBefore(head, bestHead)) {
        best = queue;
        bestHead = head;
      }
    }
    return best;
  }

  /** Lets the head of the queue go, or finds out until when it cannot. */
  #serve(queue: RouteQueue, now: number): number {
    const waiter = queue.head()!;
    const { gate } = waiter;
    if (gate !== undefined && gate.bucket.blockedUntil(now, waiter.cost) >= now) {
      queue.pop();
      gate.retreat(waiter);
      gate.park(waiter);
      this.#promote(gate, now);
      return Number.POSITIVE_INFINITY;
    }
    const blocked = this.#admission.blockedUntil(waiter, now);
    if (blocked >= now) {
      queue.skippedPass = this.#pass;
      return blocked;
    }
    queue.pop();
    this.#waiting -= 1;
    this.#dead += 1;
    gate?.retreat(waiter);
    this.#admission.admit(waiter, now);
    if (gate !== undefined) this.#promote(gate, now);
    return Number.POSITIVE_INFINITY;
  }

  /** Moves the gate's next waiters into the common queue, or puts the gate to sleep until the first has its tokens. */
  #promote(gate: SignerGate, now: number): void {
    while (!gate.sleeping) {
      const next = gate.next();
      if (next === undefined) return;
      const blocked = gate.bucket.blockedUntil(now, next.cost);
      if (blocked < now) {
        gate.advance(next);
        this.#enqueue(next);
        continue;
      }
      gate.park(next);
      gate.sleeping = true;
      gate.dueAt = blocked;
      this.#sleepers.push(gate);
    }
  }

  #wakeSleepers(now: number): void {
    for (
      let gate = this.#sleepers.peek();
      gate !== undefined && gate.dueAt < now;
      gate = this.#sleepers.peek()
    ) {
      this.#sleepers.pop();
      gate.sleeping = false;
      this.#promote(gate, now);
    }
  }

  #nextExpiry(): Waiter | undefined {
    for (let next = this.#expiries.peek(); next !== undefined; next = this.#expiries.peek()) {
      if (!next.done) return next;
      this.#expiries.pop();
    }
    return undefined;
  }

  #expire(now: number): void {
    for (
      let next = this.#nextExpiry();
      next !== undefined && next.expiresAt <= now;
      next = this.#nextExpiry()
    ) {
      this.#expiries.pop();
      this.#admission.expire(next, now);
    }
  }

  /** Drops settled waiters from the middle of the queues, so that memory follows those that wait. */
  #sweep(): void {
    for (const queue of this.#queues.values()) queue.sweep();
    this.#expiries.retain((waiter) => !waiter.done);
    for (const gate of new Set(this.waiters().map((waiter) => waiter.gate))) gate?.sweep();
    this.#dead = 0;
  }

  /** Nobody waits: nothing may stay behind, the timer least of all. */
  #reset(): void {
    this.#alarm.clear();
    this.#expiries.retain(() => false);
    this.#queues.clear();
    for (let gate = this.#sleepers.pop(); gate !== undefined; gate = this.#sleepers.pop()) {
      gate.sleeping = false;
      gate.sweep();
    }
    this.#dead = 0;
  }
}
