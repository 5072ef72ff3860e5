import { plain, plainCause } from "./plain.ts";

/** May the same call be made again? `after`: yes, but only after `retryAfterMs`. */
export type Retry = "never" | "safe" | "after";

/** What is known about the effect of the failed call on the venue. */
export type Outcome = "not-sent" | "rejected" | "unknown" | "landed";

/** Ids, amounts and the endpoint of a failure: plain values, secrets already redacted. */
export type ErrorContext = Readonly<Record<string, unknown>>;

/** What every error of this system is built from. */
export type ErrorInit = {
  /** What happened, in one sentence with the values that matter. */
  readonly message: string;
  /** What the operator does about it, in one sentence. */
  readonly action?: string;
  readonly context?: ErrorContext;
  readonly cause?: unknown;
  readonly retry?: Retry;
  /** Milliseconds to wait before trying again; only with `retry: "after"`. */
  readonly retryAfterMs?: number;
  readonly outcome?: Outcome;
};

/** What a class of errors says when the place that throws has nothing better to say. */
export type ErrorDefaults = {
  readonly code: string;
  readonly action: string;
  readonly retry: Retry;
  readonly outcome: Outcome;
};

const BRAND: unique symbol = Symbol.for("@pm/core-types/PolymarketError") as never;

/**
 * The one base of every failure in this system.
 *
 * `code` is stable across releases; `message` says what happened, `action` what to do, `retry` and
 * `outcome` whether a call may be repeated and what became of it.
 */
export class PolymarketError extends Error {
  /** Defaults of the class; every subclass has its own. */
  static readonly defaults: ErrorDefaults = {
    code: "polymarket-error",
    action: "Read the message and the cause; report it if it looks like a defect.",
    retry: "never",
    outcome: "unknown",
  };

  readonly code: string;
  readonly action: string;
  readonly context: ErrorContext;
  readonly retry: Retry;
  readonly retryAfterMs: number | undefined;
  readonly outcome: Outcome;

  constructor(init: ErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    const defaults = (new.target as typeof PolymarketError).defaults;
    this.name = new.target.name;
    this.code = defaults.code;
    this.action = init.action ?? defaults.action;
    this.context = Object.freeze({ ...init.context });
    this.retry = init.retry ?? defaults.retry;
    this.retryAfterMs = init.retryAfterMs;
    this.outcome = init.outcome ?? defaults.outcome;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Plain form for logs and wires: no stack, bigints as strings. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      action: this.action,
      context: plain(this.context),
      retry: this.retry,
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      outcome: this.outcome,
      ...(this.cause === undefined ? {} : { cause: plainCause(this.cause) }),
    };
  }
}

/** True for every error of this system, also one made by another copy of this package. */
export function isPolymarketError(value: unknown): value is PolymarketError {
  return value instanceof Error && (value as { [BRAND]?: unknown })[BRAND] === true;
}
