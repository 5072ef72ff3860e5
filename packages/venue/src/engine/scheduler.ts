import type { CancelTimer, Clock } from "@pm/core-types";

/** What is to be done at a time, as plain data: `key` names what it is about. */
export type Task = {
  readonly due: number;
  readonly order: number;
  readonly kind: TaskKind;
  readonly key: string;
};

export type TaskKind = "settle" | "expire" | "release" | "open" | "start" | "mode" | "sweep";

function before(a: Task, b: Task): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

/** What a scheduler keeps, as plain data. */
export type SchedulerState = {
  readonly counter: number;
  readonly pruneAt: number;
  readonly tasks: readonly Task[];
};

/** Below this many tasks nobody looks for those that became pointless. */
const PRUNE_FROM = 10_000;

/**
 * A queue of tasks over one timer. Tasks run at their own due time, whenever the timer or the next call gets to
 * them, so a late timer changes nothing.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #heap: Task[] = [];
  #counter = 0;
  #pruneAt = PRUNE_FROM;
  #cancel: CancelTimer | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #closed = false;

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  add(due: number, kind: TaskKind, key: string): void {
    this.#push({ due, order: this.#counter++, kind, key });
  }

  /** Drops tasks that have become pointless, once there are many: `wanted` says which are not. */
  prune(wanted: (task: Task) => boolean): void {
    if (this.#heap.length < this.#pruneAt) return;
    const kept = this.#heap.filter(wanted);
    this.#heap = [];
    for (const task of kept) this.#push(task);
    this.#pruneAt = Math.max(PRUNE_FROM, 2 * kept.length);
  }

  /** Takes the earliest task that is due at `now`. */
  take(now: number): Task | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.due > now) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) {
      this.#heap[0] = last;
      this.#sink();
    }
    return first;
  }

  /** Sets the timer for the earliest task. Called after every change. */
  arm(): void {
    const due = this.#heap[0]?.due ?? Number.POSITIVE_INFINITY;
    if (this.#closed || due === this.#armedFor) return;
    this.#cancel?.();
    this.#armedFor = due;
    if (due === Number.POSITIVE_INFINITY) {
      this.#cancel = undefined;
      return;
    }
    // Long waits are cut: hosts refuse timers beyond 2³¹ ms.
    const wait = Math.min(Math.max(0, due - this.#clock.now()), 2_000_000_000);
    this.#cancel = this.#clock.setTimer(
      wait,
      () => {
        this.#armedFor = Number.POSITIVE_INFINITY;
        this.#cancel = undefined;
        this.#wake();
      },
      { background: true },
    );
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  dump(): SchedulerState {
    const tasks = [...this.#heap].sort((a, b) => (before(a, b) ? -1 : 1));
    return { counter: this.#counter, pruneAt: this.#pruneAt, tasks };
  }

  load(state: SchedulerState): void {
    this.#heap = [];
    for (const task of state.tasks) this.#push(task);
    this.#counter = state.counter;
    this.#pruneAt = state.pruneAt;
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let at = heap.push(task) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent]!;
      if (!before(task, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = task;
  }

  #sink(): void {
    const heap = this.#heap;
    const task = heap[0]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, task)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = task;
  }
}
