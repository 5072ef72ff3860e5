/** Handlers by key. A handler that throws is reported and disturbs nobody else. */
export class Listeners<Value> {
  readonly #byKey = new Map<string, Set<(value: Value) => void>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Adds a handler for some keys; call the result to remove it. */
  add(keys: readonly string[], handler: (value: Value) => void): () => void {
    // A wrapper of its own, so that the same function may be added twice.
    const own = (value: Value) => handler(value);
    for (const key of keys) {
      const set = this.#byKey.get(key);
      if (set === undefined) this.#byKey.set(key, new Set([own]));
      else set.add(own);
    }
    return () => {
      for (const key of keys) {
        const set = this.#byKey.get(key);
        set?.delete(own);
        if (set?.size === 0) this.#byKey.delete(key);
      }
    };
  }

  /** True when somebody listens to this key. */
  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** Calls the handlers of one key. */
  emit(key: string, value: Value): void {
    const set = this.#byKey.get(key);
    if (set === undefined) return;
    for (const handler of set) this.#call(handler, value);
  }

  /** Calls each handler of any of the keys once. */
  emitAny(keys: readonly string[], value: Value): void {
    const handlers = new Set<(value: Value) => void>();
    for (const key of keys) for (const handler of this.#byKey.get(key) ?? []) handlers.add(handler);
    for (const handler of handlers) this.#call(handler, value);
  }

  /** Calls every handler once. */
  emitAll(value: Value): void {
    this.emitAny([...this.#byKey.keys()], value);
  }

  clear(): void {
    this.#byKey.clear();
  }

  #call(handler: (value: Value) => void, value: Value): void {
    try {
      handler(value);
    } catch (error) {
      this.#onError(error);
    }
  }
}
