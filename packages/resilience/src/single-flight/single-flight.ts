import { AbortedError, type Clock, systemClock, TimeoutError } from "@pm/core-types";
import { abortedError, timeoutError } from "../http/failure.ts";
import type { Policy, Transport } from "../http/pipeline.ts";
import { readKey } from "../http/read-key.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";

type Flight = {
  readonly answer: Promise<HttpResponse>;
  /** None when the first passenger cannot leave early: then the flight is wanted to its end. */
  readonly controller: AbortController | undefined;
  passengers: number;
};

/**
 * Equal reads that are asked for at the same time share one request. Nobody's abort or deadline cuts off the others:
 * the shared request is given up only when nobody wants it any more. Reads of different wallets are never shared.
 */
export function singleFlight(options: { readonly clock?: Clock } = {}): Policy {
  const { clock = systemClock } = options;
  const flights = new Map<string, Flight>();

  const start = (key: string, request: HttpRequest, next: Transport): Flight => {
    const controller = request.signal === undefined ? undefined : new AbortController();
    const send = async () =>
      next(controller === undefined ? request : { ...request, signal: controller.signal });
    const answer = send().finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    // Whoever asked may have left before it fails.
    answer.catch(() => {});
    const flight: Flight = { answer, controller, passengers: 0 };
    flights.set(key, flight);
    return flight;
  };

  const ride = async (key: string, request: HttpRequest, next: Transport): Promise<HttpResponse> => {
    for (;;) {
      const joined = flights.get(key);
      const flight = joined ?? start(key, request, next);
      flight.passengers += 1;
      try {
        return await boarded(flight.answer, request, clock, joined !== undefined);
      } catch (error) {
        // The first passenger's deadline ended the flight; one with more time takes another.
        const theirs = error instanceof TimeoutError || error instanceof AbortedError;
        const left = (request.deadline ?? Number.POSITIVE_INFINITY) - clock.monotonic();
        if (joined === undefined || !theirs || left <= 0 || request.signal?.aborted === true) throw error;
      } finally {
        flight.passengers -= 1;
        if (flight.passengers === 0) {
          if (flights.get(key) === flight) flights.delete(key);
          flight.controller?.abort();
        }
      }
    }
  };

  return (request, next) => {
    const key = readKey(request);
    return key === undefined ? next(request) : ride(key, request, next);
  };
}

/**
 * A shared answer, or this passenger's own abort or deadline, whichever comes first. `late`: the deadline is this
 * passenger's own, not the one the shared request was sent with.
 */
export function boarded(
  answer: Promise<HttpResponse>,
  request: HttpRequest,
  clock: Clock,
  late: boolean,
): Promise<HttpResponse> {
  const { signal, deadline } = request;
  // The first passenger's deadline is already kept by the shared request itself.
  const timed = late && deadline !== undefined;
  if (signal === undefined && !timed) return answer;
  return new Promise((resolve, reject) => {
    const onAbort = () => finish(() => reject(abortedError(request, true)));
    const left = timed ? deadline - clock.monotonic() : 0;
    const cancelTimer = timed
      ? clock.setTimer(Math.max(0, left), () => finish(() => reject(timeoutError(request, left, true))))
      : undefined;
    const finish = (then: () => void) => {
      cancelTimer?.();
      signal?.removeEventListener("abort", onAbort);
      then();
    };
    if (signal?.aborted === true) {
      finish(() => reject(abortedError(request, false)));
      return;
    }
    signal?.addEventListener("abort", onAbort, { once: true });
    answer.then(
      (response) => finish(() => resolve(response)),
      (error: unknown) => finish(() => reject(error)),
    );
  });
}
