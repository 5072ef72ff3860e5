import { SecretDestroyedError } from "../errors/account.ts";

const REDACTED = "[redacted]";
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * Functions cannot be cloned, so an own enumerable one makes `structuredClone`, `postMessage` and serialisers refuse
 * the secret that carries it, where they would otherwise make an empty object of it. It prints as redacted itself.
 */
const UNCLONEABLE: () => string = Object.freeze(
  Object.defineProperties(() => REDACTED, {
    [INSPECT]: { value: () => REDACTED },
    name: { value: REDACTED },
  }),
);

/**
 * A secret that no log, error, template, JSON or inspection can print.
 *
 * The value is reached only through `reveal()`; `destroy()` forgets it. Bytes are not copied: who wraps them hands
 * them over, and `destroy()` zeroes them.
 */
export class Secret<T extends string | Uint8Array = string> {
  #value: T | undefined;

  constructor(value: T) {
    this.#value = value;
    Object.defineProperty(this, "redacted", { value: UNCLONEABLE, enumerable: true });
  }

  /**
   * The value itself. Keep it out of anything that outlives the call.
   *
   * @throws {SecretDestroyedError} after `destroy()`.
   */
  reveal(): T {
    if (this.#value === undefined) {
      throw new SecretDestroyedError({ message: "This secret was destroyed and cannot be revealed." });
    }
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
  [INSPECT](): string {
    return REDACTED;
  }
}

/** Wraps a secret. */
export function secret<T extends string | Uint8Array>(value: T): Secret<T> {
  return new Secret(value);
}
