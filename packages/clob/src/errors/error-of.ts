import {
  type ErrorInit,
  InvalidResponseError,
  isPolymarketError,
  OrderOutcomeUnknownError,
  OrderRejectedError,
  type PolymarketError,
  RateLimitError,
} from "@pm/core-types";
import { errorFromResponse, errorText, type HttpResponse, parseRetryAfter } from "@pm/resilience";
import { ORDER_TEXTS } from "./order-texts.ts";
import { READ_TEXTS } from "./read-texts.ts";
import { errorOfText } from "./text-rule.ts";

/** True when `response` has one of the statuses of success. */
export function isOk(response: HttpResponse): boolean {
  return response.status >= 200 && response.status < 300;
}

function contextOf(response: HttpResponse): Record<string, unknown> {
  const { request, status } = response;
  return {
    endpoint: request.endpoint,
    status,
    ...(request.wallet === undefined ? {} : { wallet: request.wallet }),
    ...(request.correlationId === undefined ? {} : { correlationId: request.correlationId }),
  };
}

/** The typed error of an answer to a read, a cancel or a key request that is not a success. */
export function errorOfAnswer(response: HttpResponse, now: number): PolymarketError {
  const general = errorFromResponse(response, now);
  // Where the general table has an exact answer (edge, mode, limit, closed-only), it stands.
  if (general.code !== "api-error" && general.code !== "unauthorized") return general;
  const { text } = errorText(response);
  return errorOfText(READ_TEXTS, text, contextOf(response)) ?? general;
}

/**
 * The typed error of an answer to `POST /order` or `/orders` as a whole. Its `outcome` is what the answer
 * proves: a 4xx with the venue's own words is a rejection, 5xx is unknown unless its text is documented as
 * refused before the book.
 */
export function errorOfOrderAnswer(response: HttpResponse, now: number): PolymarketError {
  const general = errorFromResponse(response, now);
  const { text } = errorText(response);
  const isVenueText = isJson(response.body) || response.status === 425;
  if (general.code === "waf-blocked" || general.code === "geoblocked") return general;
  if (general.code === "venue-mode" || general.code === "rate-limited") return general;
  const known = isVenueText
    ? errorOfText(
        ORDER_TEXTS,
        text,
        contextOf(response),
        parseRetryAfter(response.headers.get("retry-after"), now),
      )
    : undefined;
  if (known !== undefined) return known;
  if (response.status >= 500 || response.status === 408) return general;
  if (!isVenueText) {
    return new OrderOutcomeUnknownError({
      message: `POST of an order was answered ${response.status} by something that is not the venue; whether it passed the order on is not known.`,
      context: contextOf(response),
      cause: general,
    });
  }
  if (general.code !== "api-error") return general;
  return new OrderRejectedError({
    message: `The venue refused the order: ${text === "" ? `status ${response.status}` : text}`,
    context: { ...contextOf(response), reason: text },
  });
}

/** The typed error of an `errorMsg` inside an answer of status 200; such a text is always the venue's own. */
export function errorOfOrderText(text: string, context: Record<string, unknown>): PolymarketError {
  const known = errorOfText(ORDER_TEXTS, text, context);
  if (known !== undefined) {
    return known instanceof RateLimitError && known.retryAfterMs === undefined
      ? new RateLimitError({ message: known.message, context: known.context, retryAfterMs: 1000 })
      : known;
  }
  return new OrderRejectedError({
    message: `The venue refused the order: ${text}`,
    context: { ...context, reason: text },
  });
}

/** Whatever was thrown, as an error of this system. */
export function asPolymarketError(thrown: unknown, what: string): PolymarketError {
  if (isPolymarketError(thrown)) return thrown;
  return new InvalidResponseError({ message: `${what} failed unexpectedly.`, cause: thrown });
}

/**
 * What kept an order from being sent, whatever a read on the way to it came to: the outcome of an order that was
 * never sent is `not-sent`.
 */
export function asNotSent(thrown: unknown, what: string): PolymarketError {
  const error = asPolymarketError(thrown, what);
  if (error.outcome === "not-sent") return error;
  const type = error.constructor as new (init: ErrorInit) => PolymarketError;
  return new type({
    message: error.message,
    action: error.action,
    context: error.context,
    retry: error.retry,
    outcome: "not-sent",
    cause: error,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });
}

function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
