import { GeoblockedError, WafBlockedError } from "@pm/core-types";
import { type HttpResponse, quote } from "./response.ts";
import { parseRetryAfter } from "./retry-after.ts";

const GEO =
  /restricted in your region|not available in your (?:country|region)|geo-?block|error code: 1009|your (?:country|region) (?:is|has been) (?:blocked|banned)/i;
const CHALLENGE =
  /just a moment|attention required|cf-chl|cf-error-details|error code: 10\d\d|access denied|captcha|sorry, you have been blocked/i;
const DEFAULT_PAUSE_MS = 10_000;

/** True when an answer is a web page where data was asked for. */
export function isHtml(response: HttpResponse): boolean {
  const type = response.headers.get("content-type");
  if (type !== null && /\bjson\b/i.test(type)) return false;
  return (
    (type !== null && /text\/html/i.test(type)) ||
    /^\s*<(?:!doctype html|html)/i.test(response.body.slice(0, 200))
  );
}

/**
 * What the venue's edge says when it refuses a client instead of passing the request on: a page, a challenge or
 * a bare `error code: 10xx`. Undefined for answers of the venue itself, error pages of a broken origin included.
 */
export function edgeError(
  response: HttpResponse,
  now: number,
): WafBlockedError | GeoblockedError | undefined {
  const { status, body, request } = response;
  const html = isHtml(response);
  const mitigated = response.headers.get("cf-mitigated") !== null;
  const bare = !html && status >= 400 && /^error code: 10\d\d\s*$/.test(body);
  if (!html && !bare && !mitigated) return undefined;
  const head = body.slice(0, 4096);
  const title = /<title[^>]*>([^<]*)/i.exec(head)?.[1]?.trim();
  const context = {
    endpoint: request.endpoint,
    surface: request.surface,
    status,
    ...(title === undefined ? {} : { title: quote(response, title, 120) }),
    ray: response.headers.get("cf-ray") ?? undefined,
    correlationId: request.correlationId,
  };
  const said = title === undefined || title === "" ? "" : ` titled ${JSON.stringify(context.title)}`;
  if (status < 500 && (status === 451 || GEO.test(head))) {
    return new GeoblockedError({
      message: `${request.endpoint} answered ${status}: the venue's edge refuses this location.`,
      context,
    });
  }
  // A 5xx page without a challenge is a broken origin: the breaker and retries want to see its status.
  if (status >= 500 && !mitigated && !CHALLENGE.test(head)) return undefined;
  return new WafBlockedError({
    message: `${request.endpoint} answered ${status} with a web page${said} instead of data: the venue's edge blocks or challenges this client.`,
    context,
    retryAfterMs: parseRetryAfter(response.headers.get("retry-after"), now) ?? DEFAULT_PAUSE_MS,
  });
}
