import { OverBurstError, QueueFullError, type Telemetry, ValidationError } from "@pm/core-types";
import { contextOf } from "../http/failure.ts";
import type { HttpRequest } from "../http/request.ts";
import { laneOf } from "./lane.ts";

/** Makes, and counts, the refusals of one limiter. `retryAfterMs` is the least that makes sense. */
export function refusalFor(
  telemetry: Telemetry,
): (
  request: HttpRequest,
  reason: "queue-full" | "too-long",
  what: string,
  retryAfterMs: number,
) => QueueFullError {
  return (request, reason, what, retryAfterMs) => {
    telemetry.count("pm_limiter_refused_total", { lane: laneOf(request), reason });
    return new QueueFullError({
      message: `${request.endpoint} was not sent: it ${what}.`,
      context: { ...contextOf(request), reason },
      retryAfterMs: Number.isFinite(retryAfterMs) ? Math.max(1, retryAfterMs) : 1000,
    });
  };
}

/** The error of a cost that is no cost, or that no waiting would let through. */
export function badCost(request: HttpRequest, cost: number, largest: number): Error {
  if (!(cost >= 1)) {
    return new ValidationError({
      message: `cost of ${request.endpoint} must be at least 1, not ${String(cost)}.`,
      context: contextOf(request),
    });
  }
  return new OverBurstError({
    message: `${request.endpoint} holds ${cost}, but at most ${largest} of this signer's may go in one request.`,
    context: { ...contextOf(request), cost, largest },
  });
}
