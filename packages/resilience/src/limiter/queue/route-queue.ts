import type { Lane } from "../../http/request.ts";
import type { Route } from "../route.ts";
import { Heap } from "./heap.ts";
import { comesBefore, type Waiter } from "./waiter.ts";

/** Waiters of one route and lane, the next to be served first. */
export class RouteQueue {
  readonly route: Route;
  readonly lane: Lane;
  /** The dispatch pass that found its head blocked. */
  skippedPass = 0;
  readonly #heap = new Heap<Waiter>(comesBefore);

  constructor(route: Route, lane: Lane) {
    this.route = route;
    this.lane = lane;
  }

  get size(): number {
    return this.#heap.size;
  }

  push(waiter: Waiter): void {
    this.#heap.push(waiter);
  }

  /** The next waiter that is still wanted. */
  head(): Waiter | undefined {
    for (let head = this.#heap.peek(); head !== undefined; head = this.#heap.peek()) {
      if (!head.done) return head;
      this.#heap.pop();
    }
    return undefined;
  }

  pop(): void {
    this.#heap.pop();
  }

  /** Drops waiters that gave up. */
  sweep(): void {
    this.#heap.retain((waiter) => !waiter.done);
  }
}
