import {
  type Clock,
  noopTelemetry,
  systemClock,
  type Telemetry,
  TimeoutError,
  WafBlockedError,
} from "@pm/core-types";
import type { Policy } from "../http/pipeline.ts";
import type { Lane, Surface } from "../http/request.ts";
import { laneOf } from "../limiter/lane.ts";
import { positive, whole } from "../options/positive.ts";
import { createGradient, type Gradient, type GradientOptions } from "./gradient.ts";
import { Slots } from "./slots.ts";

/** Settings of {@link adaptConcurrency}; everything has a default. */
export type AdaptOptions = GradientOptions & {
  /** Lanes that are held back when answers slow down; default private and public reads, never orders or cancels. */
  readonly lanes?: readonly Lane[];
  /** Requests of one surface that may wait; default 10,000. */
  readonly maxWaiting?: number;
  /** Milliseconds one may wait; default 30,000. */
  readonly maxWaitMs?: number;
  readonly clock?: Clock;
  readonly telemetry?: Telemetry;
};

type Adapted = { readonly gradient: Gradient; readonly slots: Slots };

/**
 * Asks each surface for no more at once than it answers without slowing down. Latency is what the transport measured,
 * not what the request waited for on our side.
 */
export function adaptConcurrency(options: AdaptOptions = {}): Policy {
  const { clock = systemClock, telemetry = noopTelemetry } = options;
  const lanes = new Set(options.lanes ?? ["private", "public"]);
  const maxWaiting = whole("maxWaiting", options.maxWaiting ?? 10_000, 0);
  const maxWaitMs = positive("maxWaitMs", options.maxWaitMs ?? 30_000);
  createGradient(options);
  const surfaces = new Map<Surface, Adapted>();

  const adaptedOf = (surface: Surface): Adapted => {
    let adapted = surfaces.get(surface);
    if (adapted === undefined) {
      const gradient = createGradient(options);
      const slots = new Slots({
        clock,
        limitOf: gradient.limit,
        maxWaiting,
        maxWaitMs,
        what: `${surface}'s concurrency`,
      });
      adapted = { gradient, slots };
      surfaces.set(surface, adapted);
    }
    return adapted;
  };

  return async (request, next) => {
    const lane = laneOf(request);
    if (!lanes.has(lane)) return next(request);
    const { gradient, slots } = adaptedOf(request.surface);
    const turn = slots.enter(request, lane);
    if (turn !== undefined) await turn;
    const busy = slots.busy;
    const before = gradient.limit();
    try {
      const response = await next(request);
      gradient.sample(response.durationMs, busy, response.status === 429);
      return response;
    } catch (error) {
      const dropped =
        error instanceof WafBlockedError || (error instanceof TimeoutError && error.outcome === "unknown");
      if (dropped) gradient.sample(0, busy, true);
      throw error;
    } finally {
      if (gradient.limit() !== before) {
        telemetry.gauge("pm_concurrency_limit", gradient.limit(), { surface: request.surface });
      }
      slots.leave();
    }
  };
}
