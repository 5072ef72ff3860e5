import {
  type Clock,
  ClosedError,
  noopTelemetry,
  OverBurstError,
  QueueFullError,
  systemClock,
  type Telemetry,
  ValidationError,
} from "@pm/core-types";
import { abortedError, contextOf } from "../http/failure.ts";
import { type HttpRequest, LANES, type Lane } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { positive, whole } from "../options/positive.ts";
import { laneOf } from "./lane.ts";
import { Learning } from "./learning.ts";
import { FairShare } from "./queue/fair-share.ts";
import { Scheduler } from "./queue/scheduler.ts";
import type { Waiter } from "./queue/waiter.ts";
import { createRouter, type Route } from "./route.ts";
import type { SignerGate } from "./signer/signer-gate.ts";
import { Signers, tokensOf } from "./signer/signers.ts";
import type { LimiterStats } from "./stats.ts";
import type { LimitTable } from "./table.ts";
import { polymarketLimits } from "./tables/polymarket-2026-10.ts";
import { type Snapshot, takeStats } from "./take-stats.ts";
import { validateTables } from "./validate.ts";
import { Waits } from "./waits.ts";
import { type LaneShares, WindowLimit } from "./window/window-limit.ts";

/** Settings of {@link createLimiter}; everything has a default. */
export type LimiterOptions = {
  /** The limits to keep; default {@link polymarketLimits}. */
  readonly tables?: readonly LimitTable[];
  /** Share of every limit that is used, in (0, 1]; default 0.8. A limit is never cut below one request. */
  readonly margin?: number;
  readonly clock?: Clock;
  readonly telemetry?: Telemetry;
  /** Requests that may wait at once; default 10,000. */
  readonly maxWaiting?: number;
  /** Requests of one wallet that may wait at once; default 2,000. */
  readonly maxWaitingPerWallet?: number;
  /** Milliseconds a request may wait; default 30,000. A request's own deadline also ends its wait. */
  readonly maxWaitMs?: number;
  /** Signers kept at once; default 10,000. */
  readonly maxSigners?: number;
  /** A wallet's weight in the fair sharing of tight limits; default 1 for all. */
  readonly weightOf?: (wallet: string) => number;
  /** Share of a window used by several lanes that each lane may fill; the rest is kept for more urgent ones. */
  readonly laneShares?: Partial<LaneShares>;
};

const DEFAULT_SHARES: LaneShares = { cancel: 1, order: 0.97, private: 0.93, public: 0.9 };

/** Keeps requests under the venue's limits. */
export type Limiter = {
  /**
   * Takes everything the request needs from every limit it touches, at once or not at all. Undefined when it may go
   * now, which costs no promise; otherwise a promise of its turn.
   *
   * The promise rejects with {OverBurstError} when it asks for more than a bucket ever holds; {QueueFullError} when too many wait or
   * the wait would exceed its bound; {AbortedError} when its signal aborts; {ClosedError}; {ValidationError}.
   */
  readonly acquire: (request: HttpRequest) => Promise<void> | undefined;
  /** Says that an admitted request is being sent; the result takes its answer, from which the limiter learns. */
  readonly sending: (request: HttpRequest) => (answer: HttpResponse | undefined, error?: unknown) => void;
  /** The most orders or ids one request to `endpoint` may hold for this wallet now; `Infinity` when nothing says. */
  readonly largestCost: (request: Pick<HttpRequest, "endpoint" | "surface" | "wallet">) => number;
  /** Tells the tier of a signer; false when the table does not know it. */
  readonly setTier: (wallet: string, tier: string) => boolean;
  readonly stats: () => LimiterStats;
  /** Refuses whoever waits and everybody after. */
  readonly close: () => void;
};

/**
 * Keeps requests under every published limit, strictly: no interval of a window's length ever holds more than
 * `margin × limit` admissions, and no signer spends more than `margin` of its buckets.
 *
 * @throws {ValidationError} when a table or an option makes no sense.
 */
export function createLimiter(options: LimiterOptions = {}): Limiter {
  const { clock = systemClock, telemetry = noopTelemetry, weightOf = () => 1 } = options;
  const tables = options.tables ?? [polymarketLimits];
  validateTables(tables);
  const margin = positive("margin", options.margin ?? 0.8);
  if (margin > 1) throw new ValidationError({ message: `margin must be at most 1, not ${margin}.` });
  const maxWaiting = whole("maxWaiting", options.maxWaiting ?? 10_000, 0);
  const maxWaitingPerWallet = whole("maxWaitingPerWallet", options.maxWaitingPerWallet ?? 2_000, 0);
  const maxWaitMs = positive("maxWaitMs", options.maxWaitMs ?? 30_000);
  const maxSigners = whole("maxSigners", options.maxSigners ?? 10_000);
  const shares = { ...DEFAULT_SHARES, ...options.laneShares };
  for (const lane of LANES) positive(`laneShares.${lane}`, shares[lane]);

  const windows = tables.flatMap((table) =>
    table.windows.map((rule) => new WindowLimit(rule, margin, shares)),
  );
  const route = createRouter(tables, windows);
  const signers = new Signers(
    tables.find((table) => table.signers !== undefined)?.signers,
    margin,
    maxSigners,
  );
  const waits = new Waits(telemetry, maxSigners);
  const learning = new Learning({ clock, telemetry, signers });
  const fair = Object.fromEntries(LANES.map((lane) => [lane, new FairShare(weightOf)])) as Record<
    Lane,
    FairShare
  >;
  let arrivals = 0;
  let closed = false;

  const blockedBy = (at: Route, lane: Lane, now: number): number => {
    let blocked = at.held.heldUntil >= now ? at.held.heldUntil : Number.NEGATIVE_INFINITY;
    for (const window of at.windows) {
      const until = window.blockedUntil(now, lane);
      if (until > blocked) blocked = until;
    }
    return blocked;
  };
  const take = (at: Route, gate: SignerGate | undefined, cost: number, now: number): void => {
    for (const window of at.windows) window.take(now);
    gate?.bucket.take(now, cost);
  };
  const scheduler = new Scheduler(clock, {
    blockedUntil: (waiter, now) => blockedBy(waiter.route, waiter.lane, now),
    admit: (waiter, now) => {
      waiter.done = true;
      take(waiter.route, waiter.gate, waiter.cost, now);
      fair[waiter.lane].served(waiter.tag);
      waits.admitted(waiter, now);
      waiter.resolve();
    },
    expire: (waiter, now) => {
      const blocked = blockedBy(waiter.route, waiter.lane, now);
      const left = Math.max(
        1,
        Math.ceil(Math.max(blocked, waiter.gate?.bucket.blockedUntil(now, waiter.cost) ?? 0) - now),
      );
      const waitedMs = Math.round(now - waiter.enqueuedAt);
      refuse(waiter, refusal(waiter.request, "too-long", `waited ${waitedMs} ms for its turn`, left));
    },
  });
  const refuse = (waiter: Waiter, error: Error): void => {
    if (waiter.done) return;
    scheduler.forget(waiter);
    waits.left(waiter);
    waiter.reject(error);
  };
  const refusal = (
    request: HttpRequest,
    reason: string,
    what: string,
    retryAfterMs: number,
  ): QueueFullError => {
    telemetry.count("pm_limiter_refused_total", { lane: laneOf(request), reason });
    return new QueueFullError({
      message: `${request.endpoint} was not sent: it ${what}.`,
      context: { ...contextOf(request), reason },
      retryAfterMs,
    });
  };

  const acquire = (request: HttpRequest): Promise<void> | undefined => {
    try {
      return enter(request);
    } catch (error) {
      return Promise.reject(error);
    }
  };

  const enter = (request: HttpRequest): Promise<void> | undefined => {
    if (closed)
      throw new ClosedError({ message: `${request.endpoint} was not sent: the limiter is closed.` });
    const now = clock.monotonic();
    const at = route(request);
    const lane = laneOf(request);
    let gate: SignerGate | undefined;
    let cost = 0;
    if (at.signer !== undefined && request.wallet !== undefined) {
      const signer = signers.of(request.wallet, now);
      gate = signer?.[at.signer.cost.bucket];
      cost = tokensOf(at.signer.cost, request.cost);
      if (gate !== undefined && !(cost >= 1 && cost <= gate.bucket.largest))
        throw badCost(request, cost, gate);
    }
    if (
      scheduler.waiting === 0 &&
      blockedBy(at, lane, now) < now &&
      (gate === undefined || gate.bucket.blockedUntil(now, cost) < now)
    ) {
      take(at, gate, cost, now);
      waits.direct(lane);
      return undefined;
    }
    return wait(request, at, lane, gate, cost, now);
  };

  const wait = (
    request: HttpRequest,
    at: Route,
    lane: Lane,
    gate: SignerGate | undefined,
    cost: number,
    now: number,
  ): Promise<void> => {
    const wallet = request.wallet ?? "";
    const expiresAt = Math.min(now + maxWaitMs, request.deadline ?? Number.POSITIVE_INFINITY);
    const soonest = Math.max(blockedBy(at, lane, now), gate?.bucket.blockedUntil(now, cost) ?? 0);
    const soonestMs = Math.max(1, Math.ceil(soonest - now));
    if (request.signal?.aborted === true) throw abortedError(request, false);
    if (scheduler.waiting >= maxWaiting || waits.waitingOf(wallet) >= maxWaitingPerWallet) {
      const whose = scheduler.waiting >= maxWaiting ? "" : " of its wallet";
      throw refusal(request, "queue-full", `found the queue${whose} full`, soonestMs);
    }
    if (soonest >= expiresAt) {
      throw refusal(request, "too-long", `would wait at least ${soonestMs} ms`, soonestMs);
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => refuse(waiter, abortedError(request, false));
      const settle = (then: () => void) => {
        request.signal?.removeEventListener("abort", onAbort);
        then();
      };
      const waiter: Waiter = {
        request,
        route: at,
        lane,
        cost,
        gate,
        tag: fair[lane].tag(wallet),
        order: arrivals++,
        enqueuedAt: now,
        expiresAt,
        done: false,
        resolve: () => settle(resolve),
        reject: (error) => settle(() => reject(error)),
      };
      request.signal?.addEventListener("abort", onAbort, { once: true });
      waits.entered(waiter);
      scheduler.submit(waiter);
    });
  };

  return {
    acquire,
    sending: (request) => {
      const at = route(request);
      const signer =
        at.signer === undefined || request.wallet === undefined
          ? undefined
          : signers.of(request.wallet, clock.monotonic());
      const answered = learning.sending(request, at, signer);
      return (answer, error) => {
        answered(answer, error);
        // The answer may have changed when the next one may go, in either direction.
        if (scheduler.waiting > 0) scheduler.dispatch();
      };
    },
    largestCost: (request) => {
      const at = route(request as HttpRequest);
      if (at.signer === undefined || request.wallet === undefined) return Number.POSITIVE_INFINITY;
      return (
        signers.of(request.wallet, clock.monotonic())?.[at.signer.cost.bucket].bucket.largest ??
        Number.POSITIVE_INFINITY
      );
    },
    setTier: (wallet, tier) => {
      const known = signers.setTier(wallet, tier, clock.monotonic());
      scheduler.dispatch();
      return known;
    },
    stats: () => {
      const snapshot: Snapshot = {
        now: clock.monotonic(),
        windows,
        signers: signers.all(),
        waiters: scheduler.waiters(),
        waits,
      };
      return takeStats(snapshot);
    },
    close: () => {
      closed = true;
      for (const waiter of scheduler.waiters()) {
        refuse(
          waiter,
          new ClosedError({ message: `${waiter.request.endpoint} was not sent: the limiter was closed.` }),
        );
      }
    },
  };
}

function badCost(request: HttpRequest, cost: number, gate: SignerGate): Error {
  const { largest } = gate.bucket;
  if (!(cost >= 1)) {
    return new ValidationError({
      message: `cost of ${request.endpoint} must be at least 1, not ${String(cost)}.`,
      context: contextOf(request),
    });
  }
  return new OverBurstError({
    message: `${request.endpoint} holds ${cost}, but this signer's tier allows at most ${largest} in one request.`,
    context: { ...contextOf(request), cost, largest },
  });
}
