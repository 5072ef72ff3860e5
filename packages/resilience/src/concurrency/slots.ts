import { type Clock, QueueFullError } from "@pm/core-types";
import { abortedError, contextOf } from "../http/failure.ts";
import { type HttpRequest, LANES, type Lane } from "../http/request.ts";
import { Alarm } from "../limiter/queue/alarm.ts";
import { FairShare } from "../limiter/queue/fair-share.ts";
import { Heap } from "../limiter/queue/heap.ts";
import { comesBefore } from "../limiter/queue/waiter.ts";

/** Settings of {@link Slots}. */
export type SlotsOptions = {
  readonly clock: Clock;
  /** Requests that may be under way at once for a lane to get a slot, now. */
  readonly limitOf: (lane: Lane) => number;
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
  /** What is full, for error messages. */
  readonly what: string;
};

type Waiting = {
  readonly request: HttpRequest;
  readonly lane: Lane;
  readonly tag: number;
  readonly order: number;
  readonly expiresAt: number;
  done: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
};

/** A number of places that requests hold while they are under way, given out by lane and fairly between wallets. */
export class Slots {
  readonly #options: SlotsOptions;
  readonly #fair = Object.fromEntries(LANES.map((lane) => [lane, new FairShare(() => 1)])) as Record<
    Lane,
    FairShare
  >;
  readonly #queue = new Heap<Waiting>(comesBefore);
  readonly #expiries = new Heap<Waiting>((a, b) => a.expiresAt < b.expiresAt);
  readonly #alarm: Alarm;
  #busy = 0;
  #waiting = 0;
  #arrivals = 0;

  constructor(options: SlotsOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock, () => this.#expire());
  }

  /** Slots in use. */
  get busy(): number {
    return this.#busy;
  }

  /** Requests that wait for one. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Takes a slot. Undefined when there was one; otherwise a promise of it.
   *
   * The promise rejects with {QueueFullError} when too many wait or it waits too long, {AbortedError}.
   */
  enter(request: HttpRequest, lane: Lane): Promise<void> | undefined {
    if (this.#waiting === 0 && this.#busy < this.#options.limitOf(lane)) {
      this.#busy += 1;
      return undefined;
    }
    const { clock, maxWaiting, maxWaitMs, what } = this.#options;
    if (request.signal?.aborted === true) return Promise.reject(abortedError(request, false));
    if (this.#waiting >= maxWaiting) {
      return Promise.reject(this.#refusal(request, "queue-full", `as many as may already wait for ${what}`));
    }
    return new Promise((resolve, reject) => {
      const now = clock.monotonic();
      const settle = (then: () => void) => {
        waiting.done = true;
        this.#waiting -= 1;
        request.signal?.removeEventListener("abort", onAbort);
        then();
      };
      const onAbort = () => waiting.reject(abortedError(request, false));
      const waiting: Waiting = {
        request,
        lane,
        tag: this.#fair[lane].tag(request.wallet ?? ""),
        order: this.#arrivals++,
        expiresAt: Math.min(now + maxWaitMs, request.deadline ?? Number.POSITIVE_INFINITY),
        done: false,
        resolve: () => settle(resolve),
        reject: (error) => {
          settle(() => reject(error));
          this.#tidy();
        },
      };
      request.signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiting += 1;
      this.#queue.push(waiting);
      this.#expiries.push(waiting);
      this.#alarm.wish(now, waiting.expiresAt);
      // A more urgent lane may have room where the others have none.
      this.serve();
    });
  }

  /** Gives a slot back. */
  leave(): void {
    this.#busy -= 1;
    if (this.#waiting > 0) this.serve();
  }

  /** Hands out what is free: also to be called when the limit grew. */
  serve(): void {
    for (let head = this.#queue.peek(); head !== undefined; head = this.#queue.peek()) {
      if (!head.done) {
        if (this.#busy >= this.#options.limitOf(head.lane)) break;
        this.#busy += 1;
        this.#fair[head.lane].served(head.tag);
        head.resolve();
      }
      this.#queue.pop();
    }
    this.#tidy();
  }

  /** Drops what nobody waits for any more, the timer included. */
  #tidy(): void {
    if (this.#waiting === 0) {
      this.#alarm.clear();
      this.#expiries.retain(() => false);
      this.#queue.retain(() => false);
    } else if (this.#expiries.size > 256 && this.#expiries.size > 2 * this.#waiting) {
      this.#expiries.retain((waiting) => !waiting.done);
      this.#queue.retain((waiting) => !waiting.done);
    }
  }

  #expire(): void {
    const now = this.#options.clock.monotonic();
    for (let next = this.#expiries.peek(); next !== undefined; next = this.#expiries.peek()) {
      if (!next.done && next.expiresAt > now) {
        this.#alarm.wish(now, next.expiresAt);
        break;
      }
      this.#expiries.pop();
      if (!next.done)
        next.reject(this.#refusal(next.request, "too-long", `no room in ${this.#options.what} in time`));
    }
    this.serve();
  }

  #refusal(request: HttpRequest, reason: string, why: string): QueueFullError {
    return new QueueFullError({
      message: `${request.endpoint} was not sent: ${why}.`,
      context: { ...contextOf(request), reason, busy: this.#busy, waiting: this.#waiting },
      retryAfterMs: 1000,
    });
  }
}
