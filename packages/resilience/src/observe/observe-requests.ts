import {
  type Clock,
  isPolymarketError,
  type Logger,
  noopLogger,
  noopTelemetry,
  systemClock,
  type Telemetry,
} from "@pm/core-types";
import { createCorrelationIds } from "../http/correlation.ts";
import { contextOf } from "../http/failure.ts";
import type { Policy } from "../http/pipeline.ts";

/** Where requests are seen. */
export type ObserveOptions = {
  readonly logger?: Logger;
  readonly telemetry?: Telemetry;
  readonly clock?: Clock;
};

/**
 * One log line, one counter (`pm_http_requests_total`), one duration (`pm_http_request_seconds`) and one span
 * (`pm.http.request`) per request, whatever happens to it inside. Put it outermost: it also gives the request its
 * correlation id. Neither URLs, headers nor bodies are recorded.
 */
export function observeRequests(options: ObserveOptions = {}): Policy {
  const { logger = noopLogger, telemetry = noopTelemetry, clock = systemClock } = options;
  const nextId = createCorrelationIds();
  return async (request, next) => {
    const tagged = request.correlationId === undefined ? { ...request, correlationId: nextId() } : request;
    const started = clock.monotonic();
    const { surface, endpoint } = request;
    const span = telemetry.span("pm.http.request", { surface, endpoint });
    let result = "error";
    let failure: unknown;
    try {
      const response = await next(tagged);
      result = String(response.status);
      span.setAttributes({ status: response.status });
      return response;
    } catch (error) {
      failure = error;
      if (isPolymarketError(error)) result = error.code;
      throw error;
    } finally {
      const durationMs = clock.monotonic() - started;
      telemetry.count("pm_http_requests_total", { surface, endpoint, result });
      telemetry.observe("pm_http_request_seconds", durationMs / 1000, { surface, endpoint });
      span.end(failure);
      if (logger !== noopLogger) {
        logger.log(failure === undefined && !/^[45]/.test(result) ? "info" : "warn", "http request", {
          ...contextOf(tagged),
          result,
          durationMs: Math.round(durationMs * 10) / 10,
          ...(failure instanceof Error ? { error: failure.message } : {}),
        });
      }
    }
  };
}
