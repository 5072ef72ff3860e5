import { Heap } from "../queue/heap.ts";
import { comesBefore, type Waiter } from "../queue/waiter.ts";
import type { BucketLimit } from "./bucket-limit.ts";

/**
 * Where the requests of one signer's bucket wait for tokens, in order, apart from everybody else: a signer without
 * tokens holds up nobody. Only the first of them stands in the common queue.
 */
export class SignerGate {
  readonly bucket: BucketLimit;
  /** The waiter that stands in the common queue. */
  front: Waiter | undefined;
  /** True while the gate waits for tokens, until `dueAt`. */
  sleeping = false;
  dueAt = 0;
  readonly #parked = new Heap<Waiter>(comesBefore);

  constructor(bucket: BucketLimit) {
    this.bucket = bucket;
  }

  get waiting(): number {
    return this.#parked.size + (this.front === undefined ? 0 : 1);
  }

  park(waiter: Waiter): void {
    this.#parked.push(waiter);
  }

  /** The first waiter that is still wanted, taken out of the gate. */
  next(): Waiter | undefined {
    for (let waiter = this.#parked.pop(); waiter !== undefined; waiter = this.#parked.pop()) {
      if (!waiter.done) return waiter;
    }
    return undefined;
  }

  /** Drops waiters that gave up. */
  sweep(): void {
    this.#parked.retain((waiter) => !waiter.done);
  }
}
