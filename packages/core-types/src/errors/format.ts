import type { PolymarketError } from "./base.ts";

/**
 * An error as an operator reads it, in three lines: what happened, what to do, and what is known about retry and
 * outcome.
 *
 * @example
 * // InsufficientBalanceError: BUY 100 @ 0.55 needs 55.99 pUSD …
 * //   → Deposit at least 28.49 pUSD, cancel open orders, or lower the size to 49.11.
 * //   code insufficient-balance · outcome not-sent · retry never
 */
export function formatError(error: PolymarketError): string {
  const wait = error.retryAfterMs === undefined ? "" : ` ${error.retryAfterMs} ms`;
  return [
    `${error.name}: ${error.message}`,
    `  → ${error.action}`,
    `  code ${error.code} · outcome ${error.outcome} · retry ${error.retry}${wait}`,
  ].join("\n");
}
