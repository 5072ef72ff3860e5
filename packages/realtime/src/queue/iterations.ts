import type { Telemetry } from "@pm/core-types";
import { createQueue, type QueuePolicy } from "./bounded-queue.ts";

/** The queue between a stream and one iteration over it. */
export type QueueOptions = {
  /** Events that may wait; default 10,000. With 1 and `drop-oldest` the consumer always gets the latest one. */
  readonly capacity?: number | undefined;
  /** Which event is lost when the consumer is slower than the stream; default `drop-oldest`. */
  readonly policy?: QueuePolicy | undefined;
};

/** Events to iterate over, and how many the consumer was too slow for. */
export type Iteration<Event> = AsyncIterableIterator<Event> & { readonly dropped: () => number };

const CAPACITY = 10_000;

/** Iterations over subscriptions of one stream, which ends them when it closes. */
export class Iterations {
  readonly #endings = new Set<(error?: unknown) => void>();
  readonly #telemetry: Telemetry;
  readonly #channel: string;

  constructor(telemetry: Telemetry, channel: string) {
    this.#telemetry = telemetry;
    this.#channel = channel;
  }

  /** Subscribes, and iterates over what the subscription brings until the consumer stops or the stream closes. */
  open<Event>(
    subscribe: (handler: (event: Event) => void) => { readonly close: () => void },
    options: QueueOptions = {},
  ): Iteration<Event> {
    const queue = createQueue<Event>({
      capacity: options.capacity ?? CAPACITY,
      policy: options.policy ?? "drop-oldest",
      onReturn: () => {
        this.#endings.delete(queue.end);
        subscription.close();
      },
    });
    const subscription = subscribe((event) => {
      if (!queue.push(event)) this.#telemetry.count("pm_queue_dropped_total", { channel: this.#channel });
    });
    this.#endings.add(queue.end);
    return queue;
  }

  /** Ends every iteration, with `error` if there is one. */
  end(error?: unknown): void {
    for (const end of [...this.#endings]) end(error);
  }
}
