import type { HttpRequest } from "./request.ts";
import type { HttpResponse } from "./response.ts";

/**
 * Sends one request and resolves for every HTTP status.
 *
 * @throws {TransportError} {TimeoutError} {AbortedError} {WafBlockedError} {GeoblockedError}
 */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

/** One idea about how a request survives, wrapped around whatever comes next. */
export type Policy = (request: HttpRequest, next: Transport) => Promise<HttpResponse>;

/** Wraps `transport` in policies; the first is the outermost. */
export function pipeline(transport: Transport, ...policies: readonly Policy[]): Transport {
  return policies.reduceRight<Transport>((next, policy) => (request) => policy(request, next), transport);
}
