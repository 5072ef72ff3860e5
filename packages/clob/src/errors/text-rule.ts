import type { ErrorContext, ErrorInit, Outcome, PolymarketError, Retry } from "@pm/core-types";

/** What a text proves about an order that was sent. */
export type Proof = Exclude<Outcome, "not-sent">;

/** One documented text of the venue and the error it becomes. */
export type TextRule = {
  /** Matched anywhere in the text, without regard to case; named groups become context. */
  readonly pattern: RegExp;
  readonly type: new (init: ErrorInit) => PolymarketError;
  readonly proof: Proof;
  /** Default: that of the type. */
  readonly action?: string;
  readonly retry?: Retry;
};

/** The error of the first rule that knows `text`; undefined when none does. */
export function errorOfText(
  rules: readonly TextRule[],
  text: string,
  context: ErrorContext,
  retryAfterMs?: number,
): PolymarketError | undefined {
  for (const rule of rules) {
    const match = rule.pattern.exec(text);
    if (match === null) continue;
    return new rule.type({
      message: `The venue answered: ${text}`,
      context: { ...context, reason: text, ...match.groups },
      outcome: rule.proof,
      ...(rule.action === undefined ? {} : { action: rule.action }),
      ...(rule.retry === undefined ? {} : { retry: rule.retry }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  return undefined;
}
