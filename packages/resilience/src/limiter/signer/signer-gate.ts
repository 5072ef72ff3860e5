import { Heap } from "../queue/heap.ts";
import { comesBefore, type Waiter } from "../queue/waiter.ts";
import type { Route } from "../route.ts";
import type { BucketLimit } from "./bucket-limit.ts";

/**
 * Where the requests of one signer's bucket wait for tokens, in order, apart from everybody else: a signer without
 * tokens holds up nobody. Only the first of each route stands in the common queue.
 */
export class SignerGate {
  /** Name of the bucket in a store that processes share. */
  readonly id: string;
  readonly bucket: BucketLimit;
  /** True while the gate waits for tokens, until `dueAt`. */
  sleeping = false;
  dueAt = 0;
  readonly #fronts = new Map<Route, Waiter>();
  readonly #parked = new Map<Route, Heap<Waiter>>();

  constructor(id: string, bucket: BucketLimit) {
    this.id = id;
    this.bucket = bucket;
  }

  get isEmpty(): boolean {
    return this.#fronts.size === 0 && this.#parked.size === 0;
  }

  park(waiter: Waiter): void {
    let heap = this.#parked.get(waiter.route);
    if (heap === undefined) {
      heap = new Heap<Waiter>(comesBefore);
      this.#parked.set(waiter.route, heap);
    }
    heap.push(waiter);
  }

  /** The waiter goes into the common queue for its route. */
  advance(waiter: Waiter): void {
    this.#fronts.set(waiter.route, waiter);
  }

  /** The waiter leaves the common queue; true when it stood there. */
  retreat(waiter: Waiter): boolean {
    return this.#fronts.get(waiter.route) === waiter && this.#fronts.delete(waiter.route);
  }

  /** The first of those who are still wanted and whose route has nobody in the common queue, taken out of the gate. */
  next(): Waiter | undefined {
    let best: Heap<Waiter> | undefined;
    for (const [route, heap] of this.#parked) {
      while (heap.peek()?.done === true) heap.pop();
      if (heap.size === 0) this.#parked.delete(route);
      else if (!this.#fronts.has(route) && (best === undefined || comesBefore(heap.peek()!, best.peek()!)))
        best = heap;
    }
    return best?.pop();
  }

  /** Drops waiters that gave up. */
  sweep(): void {
    for (const [route, heap] of this.#parked) {
      heap.retain((waiter) => !waiter.done);
      if (heap.size === 0) this.#parked.delete(route);
    }
  }
}
