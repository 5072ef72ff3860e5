import {
  AbortedError,
  isPolymarketError,
  RateLimitError,
  TransportError,
  WafBlockedError,
} from "@pm/core-types";
import { type HttpRequest, isIdempotent } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { restrictionOf } from "../http/restriction.ts";
import { parseRetryAfter } from "../http/retry-after.ts";

/** A reason to try again, and how long the venue asked to wait. */
export type RetryReason = { readonly reason: string; readonly afterMs?: number };

/**
 * Whether this answer may be asked for again: 429 always, because a refused request did nothing; 408 and 5xx only
 * where sending twice does no harm. Modes of the engine are not failures: `respectVenueMode` waits them out.
 */
export function retryReasonOfResponse(
  request: HttpRequest,
  response: HttpResponse,
  now: number,
): RetryReason | undefined {
  const { status } = response;
  if (status !== 429 && status !== 408 && status < 500) return undefined;
  if (status !== 429 && (!isIdempotent(request) || restrictionOf(response, now) !== undefined))
    return undefined;
  const afterMs = parseRetryAfter(response.headers.get("retry-after"), now);
  return { reason: String(status), ...(afterMs === undefined ? {} : { afterMs }) };
}

/**
 * Whether a call that failed so may be made again: connections that failed, where nothing was sent or sending twice
 * does no harm; refusals of the edge for idempotent requests. Never what a caller aborted or our own queues refused.
 */
export function retryReasonOfError(request: HttpRequest, error: unknown): RetryReason | undefined {
  if (!isPolymarketError(error) || error.retry === "never" || error instanceof AbortedError) return undefined;
  if (error instanceof RateLimitError) return undefined;
  const transport = error instanceof TransportError;
  if (!transport && !(error instanceof WafBlockedError)) return undefined;
  if (error.outcome !== "not-sent" && !isIdempotent(request)) return undefined;
  return { reason: error.code, ...(error.retryAfterMs === undefined ? {} : { afterMs: error.retryAfterMs }) };
}
