/** What happens when a consumer is slower than its source. */
export type QueuePolicy = "drop-oldest" | "drop-newest";

/** A queue between a source that never waits and one consumer that iterates. */
export type BoundedQueue<T> = AsyncIterableIterator<T> & {
  /** Hands over one value; false when the policy dropped one. */
  readonly push: (value: T) => boolean;
  /** Ends the iteration after what is queued, or with `error`. */
  readonly end: (error?: unknown) => void;
  /** Values dropped so far. */
  readonly dropped: () => number;
  readonly size: () => number;
};

/**
 * A bounded queue. Memory is `capacity` values at most; what does not fit is dropped by policy and counted.
 *
 * @param onReturn runs once when the consumer stops iterating or the queue ends.
 */
export function createQueue<T>(options: {
  readonly capacity: number;
  readonly policy?: QueuePolicy;
  readonly onReturn?: () => void;
}): BoundedQueue<T> {
  const { capacity, policy = "drop-oldest" } = options;
  const values: T[] = [];
  let head = 0;
  let dropped = 0;
  let ended = false;
  let failure: unknown;
  /** Calls of `next` that found nothing, oldest first. */
  const waiting: { resolve: (result: IteratorResult<T>) => void; reject: (error: unknown) => void }[] = [];
  let returned = false;

  const finish = () => {
    if (returned) return;
    returned = true;
    options.onReturn?.();
  };
  const take = (): T => {
    const value = values[head] as T;
    head++;
    if (head > 1024 && head * 2 > values.length) {
      values.splice(0, head);
      head = 0;
    }
    return value;
  };
  const queue: BoundedQueue<T> = {
    push: (value) => {
      if (ended) return false;
      const consumer = waiting.shift();
      if (consumer !== undefined) {
        consumer.resolve({ done: false, value });
        return true;
      }
      if (values.length - head < capacity) {
        values.push(value);
        return true;
      }
      dropped++;
      if (policy === "drop-newest") return false;
      take();
      values.push(value);
      return false;
    },
    end: (error) => {
      if (ended) return;
      ended = true;
      failure = error;
      const [first, ...others] = waiting.splice(0);
      if (first !== undefined) failure = undefined;
      if (error === undefined) first?.resolve({ done: true, value: undefined });
      else first?.reject(error);
      for (const { resolve } of others) resolve({ done: true, value: undefined });
      finish();
    },
    dropped: () => dropped,
    size: () => values.length - head,
    next: () => {
      if (values.length > head) return Promise.resolve({ done: false, value: take() });
      if (ended) {
        const error = failure;
        failure = undefined;
        return error === undefined
          ? Promise.resolve({ done: true, value: undefined })
          : Promise.reject(error);
      }
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
      });
    },
    return: () => {
      ended = true;
      values.length = 0;
      head = 0;
      for (const { resolve } of waiting.splice(0)) resolve({ done: true, value: undefined });
      finish();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => queue,
  };
  return queue;
}
