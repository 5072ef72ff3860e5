import { AbortedError, isPolymarketError, TimeoutError, TransportError } from "@pm/core-types";
import type { HttpResponse } from "../http/response.ts";
import { restrictionOf } from "../http/restriction.ts";
import type { Verdict } from "./circuit-breaker.ts";

/**
 * What an answer says about the health of its surface: 5xx is a failure, unless it announces a mode of the engine;
 * everything else, 4xx, 425 and 429 included, shows that somebody is there.
 */
export function verdictOfResponse(response: HttpResponse): Verdict {
  if (response.status < 500) return "success";
  return restrictionOf(response, 0) === undefined ? "failure" : "success";
}

/**
 * What an error says: a connection that failed or a timeout is a failure; what the caller aborted, what was never
 * sent for reasons of our own and what the edge refused say nothing.
 */
export function verdictOfError(error: unknown): Verdict {
  if (!isPolymarketError(error)) return "neutral";
  if (error instanceof AbortedError) return "neutral";
  if (error instanceof TimeoutError) return error.outcome === "not-sent" ? "neutral" : "failure";
  return error instanceof TransportError ? "failure" : "neutral";
}
