import { type Clock, systemClock, type Telemetry } from "@pm/core-types";
import type { Policy } from "../http/pipeline.ts";
import { readKey } from "../http/read-key.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { boarded } from "../single-flight/single-flight.ts";
import { type Cache, createCache } from "./cache.ts";
import { createCachedFetch } from "./cached-fetch.ts";

/** How long answers of some endpoints may be kept. */
export type CacheRule = {
  /** Endpoint templates, such as `GET /tick-size`. */
  readonly endpoints: readonly string[];
  /** Milliseconds a success is fresh. */
  readonly ttlMs: number;
  /** Milliseconds beyond that in which it is served while a new one is fetched; default 0. */
  readonly staleMs?: number;
  /** Milliseconds a 404 is kept; default not at all. */
  readonly negativeTtlMs?: number;
};

/** Settings of {@link cacheResponses}. */
export type CacheResponsesOptions = {
  /** What may be kept; nothing else is. */
  readonly rules: readonly CacheRule[];
  /** Answers kept; default 1,000. */
  readonly max?: number;
  /** Characters of all bodies together; default 32 million. */
  readonly maxCharacters?: number;
  readonly clock?: Clock;
  readonly telemetry?: Telemetry;
};

/**
 * Keeps answers of the endpoints that its rules name; requests of a wallet are never kept. What is kept is shared by
 * everyone who asks; an answer is plain text until `json()` reads it anew, so nobody can spoil it for others.
 */
export function cacheResponses(options: CacheResponsesOptions): Policy {
  const { clock = systemClock, telemetry } = options;
  const sizeOf = (response: HttpResponse) => response.body.length;
  const groups = options.rules.map((rule) => {
    const cache: Cache<string, HttpResponse> = createCache({
      max: options.max ?? 1_000,
      maxSize: options.maxCharacters ?? 32_000_000,
      sizeOf,
      ttlMs: rule.ttlMs,
      ...(rule.staleMs === undefined ? {} : { staleMs: rule.staleMs }),
      clock,
    });
    // What was missing may appear at any time, so its absence is never served stale.
    const absent = rule.negativeTtlMs === undefined ? undefined : { ttlMs: rule.negativeTtlMs, staleMs: 0 };
    const lifetimeOf = ({ status }: HttpResponse) =>
      status === 200 ? {} : status === 404 ? absent : undefined;
    const read = createCachedFetch(cache, {
      lifetimeOf,
      name: rule.endpoints[0] ?? "none",
      ...(telemetry === undefined ? {} : { telemetry }),
    });
    return { rule, read };
  });
  const byEndpoint = new Map(
    groups.flatMap((group) => group.rule.endpoints.map((endpoint) => [endpoint, group])),
  );

  return (request, next) => {
    const group = request.wallet === undefined ? byEndpoint.get(request.endpoint) : undefined;
    const key = group === undefined ? undefined : readKey(request);
    if (group === undefined || key === undefined) return next(request);
    return boarded(
      group.read(key, () => next(detached(request))),
      request,
      clock,
      true,
    );
  };
}

/** A fetch that others may share, or that refreshes behind the caller's back, does not end with the caller. */
function detached(request: HttpRequest): HttpRequest {
  const { signal: _signal, deadline: _deadline, ...rest } = request;
  return rest;
}
