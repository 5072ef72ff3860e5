import type { HttpResponse } from "../http/response.ts";
import { parseRetryAfter } from "../http/retry-after.ts";

/** What the limit headers of one answer say. Headers that make no sense are as if absent. */
export type LimitHeaders = {
  /** Tokens left in the bucket the request used; may be negative. */
  readonly remaining?: number;
  /** Milliseconds until another try makes sense, counted from now. */
  readonly resetMs?: number;
  readonly tier?: string;
  /** The venue would have refused, were its limiter enforced. */
  readonly warning: boolean;
  readonly retryAfterMs?: number;
};

/** Waits beyond this are a clock that is wrong, not a limit. */
const MOST_MS = 600_000;

/** Reads `Poly-RateLimit-*` and `Retry-After`; `now` is Unix milliseconds. */
export function readLimitHeaders(headers: HttpResponse["headers"], now: number): LimitHeaders {
  const remaining = integer(headers.get("poly-ratelimit-remaining"));
  const reset = integer(headers.get("poly-ratelimit-reset"));
  const tier = headers.get("poly-ratelimit-tier")?.trim();
  const resetMs = reset === undefined ? undefined : reset * 1000 - now;
  const retryAfterMs = parseRetryAfter(headers.get("retry-after"), now);
  return {
    warning: headers.get("poly-ratelimit-warning")?.toLowerCase() === "true",
    ...(remaining === undefined ? {} : { remaining }),
    ...(resetMs === undefined || resetMs > MOST_MS ? {} : { resetMs: Math.max(0, resetMs) }),
    ...(tier === undefined || tier === "" ? {} : { tier }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs: Math.min(MOST_MS, retryAfterMs) }),
  };
}

function integer(text: string | null): number | undefined {
  if (text === null || !/^-?\d{1,15}$/.test(text.trim())) return undefined;
  return Number(text);
}

/** Orders that a cancel-all or cancel-market answer says were canceled; 0 when it does not say. */
export function canceledCount(response: HttpResponse): number {
  try {
    const parsed = JSON.parse(response.body) as { canceled?: unknown } | null;
    return Array.isArray(parsed?.canceled) ? parsed.canceled.length : 0;
  } catch {
    return 0;
  }
}
