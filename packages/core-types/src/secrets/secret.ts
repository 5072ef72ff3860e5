const REDACTED = "[redacted]";

/**
 * A secret that no log, error, template, JSON or inspection can print.
 *
 * The value is reached only through `reveal()`; `destroy()` forgets it.
 */
export class Secret<T extends string | Uint8Array = string> {
  #value: T | undefined;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself. Keep it out of anything that outlives the call. @throws when destroyed. */
  reveal(): T {
    if (this.#value === undefined) throw new TypeError("This secret was destroyed.");
    return this.#value;
  }

  /** Zeroes the bytes where the platform allows it, and drops the value. */
  destroy(): void {
    if (this.#value instanceof Uint8Array) this.#value.fill(0);
    this.#value = undefined;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  valueOf(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  /** Node's inspect; the symbol is global, so no Node module is needed. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return REDACTED;
  }
}

/** Wraps a secret. */
export function secret<T extends string | Uint8Array>(value: T): Secret<T> {
  return new Secret(value);
}
