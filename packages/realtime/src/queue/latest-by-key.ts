/** Keys that changed since the consumer last looked, each once: a slow consumer skips states, never falls behind. */
export type LatestByKey<Key, Value> = AsyncIterableIterator<Value> & {
  /** Says that the value of `key` changed. */
  readonly mark: (key: Key) => void;
  readonly end: () => void;
};

/**
 * A conflating queue: bounded by the number of keys, because it holds keys and reads the value when it is asked
 * for. Keys are served in the order in which they changed first.
 *
 * @param read the value of a key now; undefined when there is nothing to say.
 * @param onReturn runs once when the consumer stops iterating or the queue ends.
 */
export function createLatestByKey<Key, Value>(
  read: (key: Key) => Value | undefined,
  onReturn: () => void,
): LatestByKey<Key, Value> {
  const dirty = new Set<Key>();
  const waiting: ((result: IteratorResult<Value>) => void)[] = [];
  let ended = false;

  const take = (): Value | undefined => {
    for (const key of dirty) {
      dirty.delete(key);
      const value = read(key);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const end = () => {
    if (ended) return;
    ended = true;
    dirty.clear();
    for (const resolve of waiting.splice(0)) resolve({ done: true, value: undefined });
    onReturn();
  };
  const queue: LatestByKey<Key, Value> = {
    mark: (key) => {
      if (ended) return;
      dirty.add(key);
      if (waiting.length === 0) return;
      const value = take();
      if (value !== undefined) waiting.shift()?.({ done: false, value });
    },
    end,
    next: () => {
      if (ended) return Promise.resolve({ done: true, value: undefined });
      const value = take();
      if (value !== undefined) return Promise.resolve({ done: false, value });
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    return: () => {
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => queue,
  };
  return queue;
}
