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

/** Wallets with a limit of their own that are remembered; beyond that, those with nothing under way are forgotten. */
const MAX_KEPT = 10_000;

/**
 * Asks each surface for no more at once than it answers without slowing down. Latency is what the transport measured,
 * not what the request waited for on our side. Each wallet is a domain of its own: one whose requests hang or are
 * refused takes no room from the others, and what it learns from them is about itself.
 */
export function adaptConcurrency(options: AdaptOptions = {}): Policy {
  const { clock = systemClock, telemetry = noopTelemetry } = options;
  const lanes = new Set(options.lanes ?? ["private", "public"]);
  const maxWaiting = whole("maxWaiting", options.maxWaiting ?? 10_000, 0);
  const maxWaitMs = positive("maxWaitMs", options.maxWaitMs ?? 30_000);
  createGradient(options);
  const domains = new Map<string, Adapted>();

  const adaptedOf = (surface: Surface, wallet: string | undefined): Adapted => {
    const domain = wallet === undefined ? surface : `${surface}:${wallet}`;
    let adapted = domains.get(domain);
    if (adapted === undefined) {
      if (domains.size >= MAX_KEPT) forgetIdle(domains);
      const gradient = createGradient(options);
      const slots = new Slots({
        clock,
        limitOf: gradient.limit,
        maxWaiting,
        maxWaitMs,
        what: `${surface}'s concurrency`,
      });
      adapted = { gradient, slots };
      domains.set(domain, adapted);
    }
    return adapted;
  };

  return async (request, next) => {
    const lane = laneOf(request);
    if (!lanes.has(lane)) return next(request);
    const { gradient, slots } = adaptedOf(request.surface, request.wallet);
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
      if (gradient.limit() !== before && request.wallet === undefined) {
        telemetry.gauge("pm_concurrency_limit", gradient.limit(), { surface: request.surface });
      }
      slots.leave();
    }
  };
}

function forgetIdle(domains: Map<string, Adapted>): void {
  for (const [domain, { slots }] of domains) {
    if (slots.busy === 0 && slots.waiting === 0) domains.delete(domain);
  }
}
