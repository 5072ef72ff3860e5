import { type Clock, systemClock, VenueModeError } from "@pm/core-types";
import { abortedError, contextOf } from "../http/failure.ts";
import type { Policy } from "../http/pipeline.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { type Restriction, restrictionOf } from "../http/restriction.ts";
import { positive } from "../options/positive.ts";
import { kindOf, type RequestKind } from "./request-kind.ts";
import { createVenueMode, type VenueMode } from "./venue-mode.ts";

/** Settings of {@link respectVenueMode}; everything has a default. */
export type RespectVenueModeOptions = {
  readonly mode?: VenueMode;
  /**
   * What requests do that the mode refuses, unless they say so themselves. Default: orders fail, because a price
   * that waited minutes is another order; cancels and queries wait.
   */
  readonly onRestricted?: (kind: RequestKind) => "wait" | "fail";
  /** Milliseconds a request may wait; default 300,000. Its own deadline also ends its wait. */
  readonly maxWaitMs?: number;
  readonly clock?: Clock;
};

/**
 * Follows the engine's mode and keeps back what it would refuse. A waiting request that is refused after all (425, or
 * a 503 that names a mode: nothing was done) is held and sent again; one that does not wait gets the venue's answer.
 *
 * @throws {VenueModeError} with outcome `not-sent` for what is not sent.
 */
export function respectVenueMode(options: RespectVenueModeOptions = {}): Policy {
  const { clock = systemClock } = options;
  const mode = options.mode ?? createVenueMode({ clock });
  const maxWaitMs = positive("maxWaitMs", options.maxWaitMs ?? 300_000);
  const choose = options.onRestricted ?? ((kind) => (kind.startsWith("place") ? "fail" : "wait"));

  return async (request, next) => {
    const kind = kindOf(request);
    if (kind === undefined) return next(request);
    const waits = (request.onRestricted ?? choose(kind)) === "wait";
    const giveUpAt = Math.min(clock.monotonic() + maxWaitMs, request.deadline ?? Number.POSITIVE_INFINITY);
    for (;;) {
      await untilAllowed(mode, kind, request, waits, giveUpAt, clock);
      const sentAt = clock.monotonic();
      try {
        const response = await next(request);
        const restriction = restrictionOf(response, clock.now()) ?? batchRestriction(request, response);
        mode.answered(kind, sentAt, {
          status: response.status,
          ...(restriction === undefined ? {} : { restriction }),
        });
        // A batch was judged order by order: its answer stands.
        if (restriction === undefined || !waits || response.status < 300) return response;
        if (clock.monotonic() >= giveUpAt) return response;
      } catch (error) {
        mode.answered(kind, sentAt, undefined);
        throw error;
      }
    }
  };
}

async function untilAllowed(
  mode: VenueMode,
  kind: RequestKind,
  request: HttpRequest,
  waits: boolean,
  giveUpAt: number,
  clock: Clock,
): Promise<void> {
  for (;;) {
    const answer = mode.ask(kind);
    if (typeof answer === "string") return;
    const now = clock.monotonic();
    if (!waits || now >= giveUpAt) {
      const state = mode.state();
      throw new VenueModeError({
        message: `${request.endpoint} was not sent: the venue is ${state.mode}.`,
        context: { ...contextOf(request), mode: state.mode, since: state.since },
        outcome: "not-sent",
        retryAfterMs: Math.max(1, Math.ceil(answer)),
      });
    }
    await change(mode, Math.min(now + answer, giveUpAt) - now, request, clock);
  }
}

/** Resolves when the mode changes, at the latest after `ms`. */
function change(mode: VenueMode, ms: number, request: HttpRequest, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (then: () => void) => {
      cancelTimer();
      unsubscribe();
      request.signal?.removeEventListener("abort", onAbort);
      then();
    };
    const onAbort = () => finish(() => reject(abortedError(request, false)));
    const cancelTimer = clock.setTimer(Math.max(1, Math.ceil(ms)), () => finish(resolve));
    const unsubscribe = mode.subscribe(() => finish(resolve));
    if (request.signal?.aborted === true) onAbort();
    else request.signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** A batch that met post-only mode is answered 200, and says so in its entries. */
function batchRestriction(request: HttpRequest, response: HttpResponse): Restriction | undefined {
  return request.endpoint === "POST /orders" &&
    response.status === 200 &&
    response.body.includes("post-only mode:")
    ? { mode: "post-only" }
    : undefined;
}
