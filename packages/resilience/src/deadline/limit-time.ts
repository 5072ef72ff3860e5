import { type Clock, systemClock } from "@pm/core-types";
import type { Policy } from "../http/pipeline.ts";
import { positive } from "../options/positive.ts";

/**
 * Gives each request a deadline `totalMs` from now, waits and retries included, unless its own comes sooner. The
 * limiter, the retries and the transport keep it.
 *
 * @throws {ValidationError} when `totalMs` is not a number above zero.
 */
export function limitTime(options: { readonly totalMs: number; readonly clock?: Clock }): Policy {
  const { clock = systemClock } = options;
  const totalMs = positive("totalMs", options.totalMs);
  return (request, next) => {
    const deadline = clock.monotonic() + totalMs;
    return next(
      request.deadline !== undefined && request.deadline <= deadline ? request : { ...request, deadline },
    );
  };
}
