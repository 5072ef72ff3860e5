import {
  AbortedError,
  InvalidResponseError,
  isPolymarketError,
  type PolymarketError,
  TimeoutError,
  TransportError,
  ValidationError,
} from "@pm/core-types";
import type { HttpRequest } from "./request.ts";

/** Marks a body that grew past its limit while it was read. */
export class BodyTooLarge extends Error {}

/** What every error of one request carries. */
export function contextOf(request: HttpRequest): Record<string, unknown> {
  return {
    endpoint: request.endpoint,
    surface: request.surface,
    ...(request.wallet === undefined ? {} : { wallet: request.wallet }),
    ...(request.correlationId === undefined ? {} : { correlationId: request.correlationId }),
  };
}

/** The error of an attempt that took longer than allowed; `sent` tells whether the venue may have seen it. */
export function timeoutError(request: HttpRequest, ms: number, sent: boolean): TimeoutError {
  return new TimeoutError({
    message: sent
      ? `${request.endpoint} gave no whole answer within ${Math.round(ms)} ms.`
      : `${request.endpoint} was not sent: its deadline had passed.`,
    context: { ...contextOf(request), timeoutMs: Math.round(ms) },
    outcome: sent ? "unknown" : "not-sent",
    retry: sent ? "safe" : "never",
  });
}

/** The error of a request its caller gave up. */
export function abortedError(request: HttpRequest, sent: boolean): AbortedError {
  return new AbortedError({
    message: `${request.endpoint} was aborted by its caller ${sent ? "before its answer was complete" : "before it was sent"}.`,
    context: contextOf(request),
    outcome: sent ? "unknown" : "not-sent",
    retry: "never",
    ...(request.signal?.reason instanceof Error ? { cause: plainCause(request.signal.reason, []) } : {}),
  });
}

/** Codes that mean the connection never came to be, so nothing was sent. */
const CONNECT_CODES = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Translates whatever a fetch threw. Only name, code and a cleaned message of the cause are kept. */
export function failureOf(
  request: HttpRequest,
  thrown: unknown,
  secrets: readonly string[],
): PolymarketError {
  if (isPolymarketError(thrown)) return thrown;
  const codes = codesOf(thrown);
  if (thrown instanceof BodyTooLarge || codes.includes("UND_ERR_RES_EXCEEDED_MAX_SIZE")) {
    return new InvalidResponseError({
      message: `${request.endpoint} answered with a body larger than the limit.`,
      context: contextOf(request),
      action: "Raise maxBodyBytes if such an answer is expected.",
      retry: "never",
    });
  }
  if (!URL.canParse(request.url)) {
    return new ValidationError({
      message: `The URL of ${request.endpoint} is not an absolute URL.`,
      context: contextOf(request),
    });
  }
  const neverConnected = codes.some((code) => CONNECT_CODES.has(code));
  const code = codes[0];
  return new TransportError({
    message: neverConnected
      ? `${request.endpoint} was not sent: no connection to ${new URL(request.url).host} (${code}).`
      : `The connection failed before ${request.endpoint} was answered${code === undefined ? "" : ` (${code})`}.`,
    context: { ...contextOf(request), ...(code === undefined ? {} : { code }) },
    outcome: neverConnected ? "not-sent" : "unknown",
    cause: plainCause(thrown, secrets),
  });
}

/** Error codes of `thrown` and what it wraps, the outermost first. */
function codesOf(thrown: unknown, depth = 0): string[] {
  if (!(thrown instanceof Error) || depth > 3) return [];
  const { code } = thrown as { code?: unknown };
  const inner = thrown instanceof AggregateError ? thrown.errors.slice(0, 4) : [thrown.cause];
  return [
    ...(typeof code === "string" ? [code] : []),
    ...inner.flatMap((error) => codesOf(error, depth + 1)),
  ];
}

/** A cause without the fields that HTTP libraries hang on their errors: requests, headers, raw bytes. */
function plainCause(thrown: unknown, secrets: readonly string[]): Error {
  const source = thrown instanceof Error ? thrown : new Error("A value that is not an error was thrown.");
  let message = source.message.replaceAll(/\/\/[^/\s@]+@/g, "//[redacted]@").replaceAll(/\?\S+/g, "?…");
  for (const secret of secrets) if (secret.length >= 6) message = message.replaceAll(secret, "[redacted]");
  const cause = new Error(message);
  cause.name = source.name;
  const code = codesOf(source)[0];
  if (code !== undefined) Object.assign(cause, { code });
  return cause;
}
