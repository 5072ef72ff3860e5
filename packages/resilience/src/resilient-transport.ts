import {
  type Clock,
  noopLogger,
  noopTelemetry,
  type Random,
  systemClock,
  systemRandom,
} from "@pm/core-types";
import { breakCircuits } from "./breaker/break-circuits.ts";
import { type Circuits, type CircuitsOptions, createCircuits } from "./breaker/circuit-registry.ts";
import { type CacheResponsesOptions, cacheResponses } from "./cache/cache-responses.ts";
import { type AdaptOptions, adaptConcurrency } from "./concurrency/adapt-concurrency.ts";
import { type BulkheadOptions, bulkheads } from "./concurrency/bulkheads.ts";
import { limitTime } from "./deadline/limit-time.ts";
import { type Policy, pipeline, type Transport } from "./http/pipeline.ts";
import { createTransport, type TransportOptions } from "./http/transport.ts";
import { limitRequests } from "./limiter/limit-requests.ts";
import { createLimiter } from "./limiter/limiter.ts";
import type { Limiter, LimiterOptions } from "./limiter/options.ts";
import { observeRequests } from "./observe/observe-requests.ts";
import { type RetryOptions, retryRequests } from "./retry/retry-requests.ts";
import { singleFlight } from "./single-flight/single-flight.ts";
import { type RespectVenueModeOptions, respectVenueMode } from "./venue-mode/respect-venue-mode.ts";
import { createVenueMode, type VenueMode } from "./venue-mode/venue-mode.ts";

/** Settings of {@link resilientTransport}; everything has a default, and `false` leaves a policy out. */
export type ResilientOptions = TransportOptions & {
  /** What sends in the end; default `createTransport` with the options given here. */
  readonly transport?: Transport & { readonly close?: () => Promise<void> };
  readonly random?: Random;
  /** Milliseconds for one request with all its waits and retries; default 60,000. */
  readonly totalMs?: number | false;
  /** Answers to keep; default none. */
  readonly cache?: Omit<CacheResponsesOptions, "clock" | "telemetry"> | false;
  readonly singleFlight?: false;
  readonly retry?: Omit<RetryOptions, "clock" | "random" | "telemetry"> | false;
  readonly venueMode?: Omit<RespectVenueModeOptions, "clock"> | false;
  readonly circuits?: Circuits | CircuitsOptions | false;
  readonly bulkheads?: Omit<BulkheadOptions, "clock"> | false;
  readonly concurrency?: Omit<AdaptOptions, "clock" | "telemetry"> | false;
  /** A limiter to share with other transports of this process, or settings for one of its own. */
  readonly limits?: Limiter | LimiterOptions | false;
  /** Policies of your own, between retries and breaker: once per attempt, before any wait. */
  readonly extra?: readonly Policy[];
};

/** A transport with the recommended policies, and handles on those that have a state. */
export type ResilientTransport = Transport & {
  readonly limiter: Limiter | undefined;
  readonly circuits: Circuits | undefined;
  readonly venueMode: VenueMode | undefined;
  /** Closes the limiter, unless it was handed in, and the connections. */
  readonly close: () => Promise<void>;
};

/**
 * The recommended stack, outermost first: observe → deadline → cache → single flight → retry → venue mode → breaker →
 * bulkheads → adaptive concurrency → limiter → HTTP. The limiter is innermost, so what it admits is what is sent.
 *
 * @throws {ValidationError} when an option makes no sense.
 */
export function resilientTransport(options: ResilientOptions = {}): ResilientTransport {
  const {
    clock = systemClock,
    random = systemRandom,
    logger = noopLogger,
    telemetry = noopTelemetry,
  } = options;
  const transport = options.transport ?? createTransport(options);
  const ports: { clock: Clock } = { clock };

  const limits = options.limits ?? {};
  const limiter =
    limits === false
      ? undefined
      : isLimiter(limits)
        ? limits
        : createLimiter({ ...ports, telemetry, ...limits });
  const circuits = circuitsFrom(options.circuits ?? {}, { ...ports, telemetry });
  const venueMode =
    options.venueMode === false
      ? undefined
      : (options.venueMode?.mode ?? createVenueMode({ ...ports, telemetry }));

  const policies: Policy[] = [observeRequests({ logger, telemetry, ...ports })];
  if (options.totalMs !== false) policies.push(limitTime({ totalMs: options.totalMs ?? 60_000, ...ports }));
  if (options.cache) policies.push(cacheResponses({ ...options.cache, telemetry, ...ports }));
  if (options.singleFlight !== false) policies.push(singleFlight(ports));
  if (options.retry !== false)
    policies.push(retryRequests({ ...options.retry, random, telemetry, ...ports }));
  policies.push(...(options.extra ?? []));
  if (venueMode !== undefined) {
    policies.push(
      respectVenueMode({
        ...(options.venueMode === false ? {} : options.venueMode),
        mode: venueMode,
        ...ports,
      }),
    );
  }
  if (circuits !== undefined) policies.push(breakCircuits({ circuits }));
  if (options.bulkheads !== false) policies.push(bulkheads({ ...options.bulkheads, ...ports }));
  if (options.concurrency !== false)
    policies.push(adaptConcurrency({ ...options.concurrency, telemetry, ...ports }));
  if (limiter !== undefined) policies.push(limitRequests(limiter));

  return Object.assign(pipeline(transport, ...policies), {
    limiter,
    circuits,
    venueMode,
    close: async () => {
      if (limiter !== undefined && limiter !== limits) limiter.close();
      await transport.close?.();
    },
  });
}

function isLimiter(value: Limiter | LimiterOptions): value is Limiter {
  return "acquire" in value;
}

function circuitsFrom(
  option: Circuits | CircuitsOptions | false,
  ports: Pick<CircuitsOptions, "clock" | "telemetry">,
): Circuits | undefined {
  if (option === false) return undefined;
  return "of" in option ? option : createCircuits({ ...ports, ...option });
}
