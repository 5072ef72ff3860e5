import {
  AccountBannedError,
  APIError,
  AuthenticationError,
  ClosedOnlyError,
  GeoblockedError,
  RateLimitError,
  systemClock,
  VenueModeError,
} from "@pm/core-types";
import type { AnswerError } from "../errors.ts";
import { edgeError } from "./edge.ts";
import { type HttpResponse, quote } from "./response.ts";
import { restrictionOf } from "./restriction.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** The venue's own words in an error body: `error`, `errorMsg`, `error_msg` or `message`, or the bare text. */
export function errorText(response: HttpResponse): { readonly text: string; readonly code?: string } {
  try {
    const parsed: unknown = JSON.parse(response.body);
    if (typeof parsed === "string") return { text: quote(response, parsed) };
    if (typeof parsed === "object" && parsed !== null) {
      const fields = parsed as Record<string, unknown>;
      const text = [fields.error, fields.errorMsg, fields.error_msg, fields.message].find(
        (field) => typeof field === "string" && field !== "",
      );
      return {
        text: typeof text === "string" ? quote(response, text) : "",
        ...(typeof fields.code === "string" ? { code: quote(response, fields.code, 80) } : {}),
      };
    }
  } catch {
    // Not JSON: the text itself is all there is.
  }
  return { text: quote(response, response.body.replaceAll(/\s+/g, " ").trim(), 200) };
}

/**
 * The typed error for an answer that is not a success. Texts of single routes (an order's rejection, a missing
 * market) are the business of the package that calls the route; what every route can say is decided here.
 */
export function errorFromResponse(response: HttpResponse, now: number = systemClock.now()): AnswerError {
  const edge = edgeError(response, now);
  if (edge !== undefined) return edge;
  const { status, request } = response;
  const { text, code } = errorText(response);
  const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), now);
  const context = {
    endpoint: request.endpoint,
    surface: request.surface,
    status,
    ...(text === "" ? {} : { text }),
    ...(code === undefined ? {} : { code }),
    ...(request.wallet === undefined ? {} : { wallet: request.wallet }),
    ...(request.correlationId === undefined ? {} : { correlationId: request.correlationId }),
  };
  const message = `${request.endpoint} answered ${status}${text === "" ? "" : `: ${text}`}.`;
  const restriction = restrictionOf(response, now);
  if (restriction !== undefined) {
    return new VenueModeError({
      message,
      context: { ...context, mode: restriction.mode },
      ...(restriction.retryAfterMs === undefined ? {} : { retryAfterMs: restriction.retryAfterMs }),
    });
  }
  if (status === 429) {
    return new RateLimitError({ message, context, retryAfterMs: retryAfterMs ?? 1000 });
  }
  if (/in closed only mode/i.test(text)) return new ClosedOnlyError({ message, context });
  if (/\baddress banned\b/i.test(text)) return new AccountBannedError({ message, context });
  if (status === 401) return new AuthenticationError({ message, context });
  if (status === 403) {
    return /\bregion\b|\bcountry\b|geo|restricted/i.test(text) || text === ""
      ? new GeoblockedError({ message, context })
      : new AuthenticationError({ message, context });
  }
  if (status >= 500 || status === 408) {
    return new APIError({
      message,
      context,
      ...(retryAfterMs === undefined ? {} : { retry: "after", retryAfterMs }),
    });
  }
  return new APIError({ message, context, retry: "never", outcome: "rejected" });
}

/**
 * The response itself when it is a success (2xx, or 304).
 *
 * @throws the typed error of {@link errorFromResponse} otherwise.
 */
export function requireOk(response: HttpResponse): HttpResponse {
  if ((response.status >= 200 && response.status < 300) || response.status === 304) return response;
  throw errorFromResponse(response);
}
