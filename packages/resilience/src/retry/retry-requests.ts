import {
  type Clock,
  noopTelemetry,
  type Random,
  sleep,
  systemClock,
  systemRandom,
  type Telemetry,
} from "@pm/core-types";
import { type Backoff, createBackoff } from "../backoff/backoff.ts";
import { abortedError } from "../http/failure.ts";
import type { Policy } from "../http/pipeline.ts";
import type { HttpRequest, Surface } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { positive, whole } from "../options/positive.ts";
import { createRetryBudget, type RetryBudget } from "./retry-budget.ts";
import { type RetryReason, retryReasonOfError, retryReasonOfResponse } from "./retryable.ts";

/** Settings of {@link retryRequests}; everything has a default. */
export type RetryOptions = {
  /** Attempts in all, the first included; default 4. */
  readonly attempts?: number;
  /** The first wait is drawn from zero to this many milliseconds and doubles; default 250. */
  readonly baseMs?: number;
  /** No drawn wait is longer; default 10,000. */
  readonly capMs?: number;
  /** A `Retry-After` beyond this is not waited for; default 30,000. */
  readonly maxRetryAfterMs?: number;
  /** Budget of a surface; default one of 100 tokens each. */
  readonly budgetOf?: (surface: Surface) => RetryBudget;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly telemetry?: Telemetry;
};

type Attempt = { readonly response: HttpResponse } | { readonly error: unknown };

/**
 * Tries again what may be tried again: full-jitter exponential backoff, `Retry-After`, a budget that keeps outages
 * from being amplified, never past the deadline. Gives back the last answer, or throws the last error.
 */
export function retryRequests(options: RetryOptions = {}): Policy {
  const { clock = systemClock, random = systemRandom, telemetry = noopTelemetry } = options;
  const attempts = whole("attempts", options.attempts ?? 4);
  const baseMs = positive("baseMs", options.baseMs ?? 250);
  const capMs = positive("capMs", options.capMs ?? 10_000);
  const maxRetryAfterMs = positive("maxRetryAfterMs", options.maxRetryAfterMs ?? 30_000);
  const budgetOf = options.budgetOf ?? budgets();

  const waitFor = (reason: RetryReason, drawnMs: number): number | undefined => {
    if (reason.afterMs === undefined) return drawnMs;
    if (reason.afterMs > maxRetryAfterMs) return undefined;
    // Everybody was told the same time; the draw keeps them from coming back in the same instant.
    return reason.afterMs + drawnMs;
  };

  return async (request, next) => {
    const budget = budgetOf(request.surface);
    let backoff: Backoff | undefined;
    for (let attempt = 1; ; attempt++) {
      const result = await attemptOnce(request, next);
      const reason =
        "response" in result
          ? retryReasonOfResponse(request, result.response, clock.now())
          : retryReasonOfError(request, result.error);
      if (reason === undefined) {
        if ("error" in result) throw result.error;
        if (result.response.status < 500) budget.succeeded(attempt - 1);
        return result.response;
      }
      backoff ??= createBackoff({ baseMs, capMs, random });
      const wait = attempt >= attempts ? undefined : waitFor(reason, backoff.next());
      const inTime =
        wait !== undefined && clock.monotonic() + wait < (request.deadline ?? Number.POSITIVE_INFINITY);
      if (!inTime || !budget.spend()) {
        telemetry.count("pm_http_retries_given_up_total", {
          surface: request.surface,
          endpoint: request.endpoint,
        });
        if ("error" in result) throw result.error;
        return result.response;
      }
      telemetry.count("pm_http_retries_total", {
        surface: request.surface,
        endpoint: request.endpoint,
        reason: reason.reason,
      });
      await pause(clock, wait, request);
    }
  };
}

async function attemptOnce(
  request: HttpRequest,
  next: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<Attempt> {
  try {
    return { response: await next(request) };
  } catch (error) {
    return { error };
  }
}

async function pause(clock: Clock, ms: number, request: HttpRequest): Promise<void> {
  try {
    await sleep(clock, ms, request.signal);
  } catch {
    throw abortedError(request, true);
  }
}

function budgets(): (surface: Surface) => RetryBudget {
  const bySurface = new Map<Surface, RetryBudget>();
  return (surface) => {
    let budget = bySurface.get(surface);
    if (budget === undefined) {
      budget = createRetryBudget();
      bySurface.set(surface, budget);
    }
    return budget;
  };
}
