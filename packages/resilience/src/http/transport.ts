import {
  type Clock,
  ClosedError,
  type Fetch,
  isPolymarketError,
  type Logger,
  noopLogger,
  noopTelemetry,
  systemClock,
  type Telemetry,
  ValidationError,
} from "@pm/core-types";
import { positive } from "../options/positive.ts";
import { edgeError } from "./edge.ts";
import { abortedError, contextOf, failureOf, timeoutError } from "./failure.ts";
import type { Transport } from "./pipeline.ts";
import { lazyPool } from "./pool.ts";
import { readBody } from "./read-body.ts";
import type { HttpRequest } from "./request.ts";
import { createHttpResponse, type HttpResponse } from "./response.ts";

/** Settings of {@link createTransport}; everything has a default. */
export type TransportOptions = {
  /** Default: undici's keep-alive pool on Node, the platform's fetch elsewhere. */
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  /** Failed attempts are logged at `warn`, answered ones at `debug`. */
  readonly logger?: Logger;
  readonly telemetry?: Telemetry;
  /** Milliseconds one attempt may take; default 10,000. */
  readonly timeoutMs?: number;
  /** Largest answer that is read, in bytes after decompression; default 32 MiB. */
  readonly maxBodyBytes?: number;
  /** URL of an HTTP proxy to tunnel through. */
  readonly proxy?: string;
  /** Connections per origin; default 64. */
  readonly connections?: number;
  /** Milliseconds an idle connection is kept; default 30,000. */
  readonly keepAliveMs?: number;
  /** Milliseconds to connect in; default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Header that carries the correlation id to the venue; none by default. */
  readonly correlationHeader?: string;
};

/** A transport that holds connections until it is closed. */
export type ClosableTransport = Transport & { readonly close: () => Promise<void> };

/**
 * The innermost layer: one attempt over HTTP, with timeout, deadline, abort, body limit and a sense for pages that
 * the venue's edge sends instead of data. Redirects are not followed.
 *
 * @throws {ValidationError} when an option makes no sense.
 */
export function createTransport(options: TransportOptions = {}): ClosableTransport {
  const { clock = systemClock, logger = noopLogger, telemetry = noopTelemetry } = options;
  const timeoutMs = positive("timeoutMs", options.timeoutMs ?? 10_000);
  const maxBodyBytes = positive("maxBodyBytes", options.maxBodyBytes ?? 32 * 1024 * 1024);
  if (options.fetch !== undefined && options.proxy !== undefined) {
    throw new ValidationError({
      message: "proxy cannot be used with a fetch of your own, which decides itself how it connects.",
      context: { field: "proxy" },
    });
  }
  const pool =
    options.fetch === undefined
      ? lazyPool({
          maxBodyBytes,
          connections: positive("connections", options.connections ?? 64),
          keepAliveMs: positive("keepAliveMs", options.keepAliveMs ?? 30_000),
          connectTimeoutMs: positive("connectTimeoutMs", options.connectTimeoutMs ?? 5_000),
          ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
        })
      : { fetch: options.fetch, close: async () => {} };
  let closed = false;

  const attempt = (request: HttpRequest): Promise<HttpResponse> => {
    const started = clock.monotonic();
    if (closed) {
      throw new ClosedError({ message: `${request.endpoint} was not sent: the transport is closed.` });
    }
    if (request.signal?.aborted === true) throw abortedError(request, false);
    const left = request.deadline === undefined ? Number.POSITIVE_INFINITY : request.deadline - started;
    if (left <= 0) throw timeoutError(request, 0, false);
    const limit = Math.min(request.timeoutMs ?? timeoutMs, left);
    const headers = sentHeaders(request, options.correlationHeader);
    const controller = new AbortController();

    return new Promise((resolve, reject) => {
      let settled = false;
      // A fetch that ignores its signal must not hold the caller, so both race with the answer.
      const stop = (error: Error) => {
        if (settled) return;
        finish();
        reject(error);
        controller.abort();
      };
      const cancelTimer = clock.setTimer(limit, () => stop(timeoutError(request, limit, true)));
      const onAbort = () => stop(abortedError(request, true));
      const finish = () => {
        settled = true;
        cancelTimer();
        request.signal?.removeEventListener("abort", onAbort);
      };
      request.signal?.addEventListener("abort", onAbort, { once: true });
      exchange(pool.fetch, request, headers, controller.signal, maxBodyBytes).then(
        ({ status, answerHeaders, body }) => {
          if (settled) return;
          finish();
          const response = createHttpResponse({
            status,
            headers: answerHeaders,
            body,
            request,
            durationMs: clock.monotonic() - started,
            secrets: Object.values(headers),
          });
          const refused = edgeError(response, clock.now());
          if (refused === undefined) resolve(response);
          else reject(refused);
        },
        (thrown: unknown) => {
          if (settled) return;
          finish();
          reject(failureOf(request, thrown, Object.values(headers)));
        },
      );
    });
  };

  const measured = async (request: HttpRequest): Promise<HttpResponse> => {
    const started = clock.monotonic();
    const { surface, endpoint } = request;
    const span = telemetry.span("pm.http.attempt", { surface, endpoint });
    let result = "error";
    let failure: unknown;
    try {
      const response = await attempt(request);
      result = String(response.status);
      span.setAttributes({ status: response.status });
      return response;
    } catch (error) {
      failure = error;
      if (isPolymarketError(error)) result = error.code;
      throw error;
    } finally {
      const durationMs = clock.monotonic() - started;
      const attributes = { surface, endpoint, result };
      telemetry.count("pm_http_attempts_total", attributes);
      telemetry.observe("pm_http_attempt_seconds", durationMs / 1000, { surface, endpoint });
      span.end(failure);
      if (logger !== noopLogger) {
        const fields = { ...contextOf(request), result, durationMs: Math.round(durationMs * 10) / 10 };
        if (failure === undefined) logger.log("debug", "http attempt", fields);
        else
          logger.log("warn", "http attempt failed", { ...fields, error: String((failure as Error).message) });
      }
    }
  };

  return Object.assign(measured, {
    close: async () => {
      if (closed) return;
      closed = true;
      await pool.close();
    },
  });
}

function sentHeaders(
  request: HttpRequest,
  correlationHeader: string | undefined,
): Readonly<Record<string, string>> {
  const headers = typeof request.headers === "function" ? request.headers() : (request.headers ?? {});
  if (correlationHeader === undefined || request.correlationId === undefined) return headers;
  return { ...headers, [correlationHeader]: request.correlationId };
}

async function exchange(
  fetch: Fetch,
  request: HttpRequest,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  maxBodyBytes: number,
) {
  const answer = await fetch(request.url, {
    method: request.method,
    headers,
    signal,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  return { status: answer.status, answerHeaders: answer.headers, body: await readBody(answer, maxBodyBytes) };
}
