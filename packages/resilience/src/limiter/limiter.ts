import { ClosedError, noopTelemetry, systemClock, ValidationError } from "@pm/core-types";
import { abortedError } from "../http/failure.ts";
import { type HttpRequest, LANES, type Lane } from "../http/request.ts";
import { positive, whole } from "../options/positive.ts";
import { laneOf } from "./lane.ts";
import { Learning } from "./learning.ts";
import type { Limiter, LimiterOptions } from "./options.ts";
import { FairShare } from "./queue/fair-share.ts";
import { Scheduler } from "./queue/scheduler.ts";
import type { Waiter } from "./queue/waiter.ts";
import { badCost, refusalFor } from "./refusals.ts";
import { createRouter, type Route } from "./route.ts";
import type { SignerGate } from "./signer/signer-gate.ts";
import { Signers, tokensOf } from "./signer/signers.ts";
import { Confirmation } from "./store/confirmation.ts";
import { sharedBucket } from "./store/limit-store.ts";
import { polymarketLimits } from "./tables/polymarket-2026-10.ts";
import { takeStats } from "./take-stats.ts";
import { validateTables } from "./validate.ts";
import { Waits } from "./waits.ts";
import { type LaneShares, WindowLimit } from "./window/window-limit.ts";

const DEFAULT_SHARES: LaneShares = { cancel: 1, order: 0.97, private: 0.93, public: 0.9 };

/**
 * Keeps requests under every published limit, strictly: no interval of a window's length ever holds more than
 * `margin × limit` admissions, and no signer spends more than `margin` of its buckets. With a shared store the same
 * holds for all processes together.
 *
 * @throws {ValidationError} when a table or an option makes no sense.
 */
export function createLimiter(options: LimiterOptions = {}): Limiter {
  const { clock = systemClock, telemetry = noopTelemetry, weightOf = () => 1, store } = options;
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
  const learning = new Learning({ clock, telemetry, signers, store });
  const refusal = refusalFor(telemetry);
  const fair = Object.fromEntries(LANES.map((lane) => [lane, new FairShare(weightOf)])) as Record<
    Lane,
    FairShare
  >;
  let arrivals = 0;
  let closed = false;

  const blockedBy = (at: Route, lane: Lane, now: number): number => {
    const held = Math.max(at.held.heldUntil, at.blocks.until(lane));
    let blocked = held >= now ? held : Number.NEGATIVE_INFINITY;
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
  const go = (waiter: Waiter, now: number): void => {
    waiter.done = true;
    take(waiter.route, waiter.gate, waiter.cost, now);
    fair[waiter.lane].served(waiter.tag);
    waits.admitted(waiter, now);
    waiter.resolve();
  };
  const refuse = (waiter: Waiter, error: Error): void => {
    if (waiter.done) return;
    if (confirmation?.has(waiter) === true) {
      waiter.done = true;
      confirmation.drop(waiter);
    } else scheduler.forget(waiter);
    waits.left(waiter);
    waiter.reject(error);
  };
  const confirmation =
    store === undefined
      ? undefined
      : new Confirmation(store, clock, telemetry, {
          go,
          back: (waiter) => scheduler.resubmit(waiter),
          free: () => scheduler.dispatch(),
        });
  const scheduler = new Scheduler(clock, {
    blockedUntil: (waiter, now) =>
      confirmation?.isFull(waiter.route) === true
        ? Number.POSITIVE_INFINITY
        : blockedBy(waiter.route, waiter.lane, now),
    admit: (waiter, now) => {
      if (confirmation === undefined) go(waiter, now);
      else void confirmation.ask(waiter, now);
    },
    expire: (waiter, now) => {
      const tokensAt = waiter.gate?.bucket.blockedUntil(now, waiter.cost) ?? 0;
      const left = Math.ceil(Math.max(blockedBy(waiter.route, waiter.lane, now), tokensAt) - now);
      const waitedMs = Math.round(now - waiter.enqueuedAt);
      refuse(waiter, refusal(waiter.request, "too-long", `waited ${waitedMs} ms for its turn`, left));
    },
  });

  const largestOf = (gate: SignerGate): number =>
    store?.sharesSigners === true
      ? Math.min(
          gate.bucket.largest,
          store.largestCost(sharedBucket(gate.id, gate.bucket.full, store.reserve)),
        )
      : gate.bucket.largest;

  const enter = (request: HttpRequest): Promise<void> | undefined => {
    if (closed)
      throw new ClosedError({ message: `${request.endpoint} was not sent: the limiter is closed.` });
    const now = clock.monotonic();
    const at = route(request);
    const lane = laneOf(request);
    let gate: SignerGate | undefined;
    let cost = 0;
    if (at.signer !== undefined && request.wallet !== undefined) {
      gate = signers.of(request.wallet, now)?.[at.signer.cost.bucket];
      cost = tokensOf(at.signer.cost, request.cost);
      if (gate !== undefined && !(cost >= 1 && cost <= largestOf(gate)))
        throw badCost(request, cost, largestOf(gate));
    }
    if (
      store === undefined &&
      scheduler.waiting === 0 &&
      blockedBy(at, lane, now) < now &&
      (gate === undefined || gate.bucket.blockedUntil(now, cost) < now)
    ) {
      take(at, gate, cost, now);
      waits.direct(lane);
      return undefined;
    }
    return wait(request, { at, lane, gate, cost, now });
  };

  const wait = (
    request: HttpRequest,
    {
      at,
      lane,
      gate,
      cost,
      now,
    }: { at: Route; lane: Lane; gate: SignerGate | undefined; cost: number; now: number },
  ): Promise<void> => {
    const { wallet, signal } = request;
    const expiresAt = Math.min(now + maxWaitMs, request.deadline ?? Number.POSITIVE_INFINITY);
    const soonest = Math.max(blockedBy(at, lane, now), gate?.bucket.blockedUntil(now, cost) ?? 0);
    const soonestMs = Math.ceil(soonest - now);
    if (signal?.aborted === true) throw abortedError(request, false);
    if (waits.waiting >= maxWaiting) throw refusal(request, "queue-full", "found the queue full", soonestMs);
    if (wallet !== undefined && waits.waitingOf(wallet) >= maxWaitingPerWallet) {
      throw refusal(request, "queue-full", "found its wallet's queue full", soonestMs);
    }
    if (soonest >= expiresAt)
      throw refusal(request, "too-long", `would wait at least ${soonestMs} ms`, soonestMs);
    return new Promise((resolve, reject) => {
      const onAbort = () => refuse(waiter, abortedError(request, false));
      const waiter: Waiter = {
        request,
        route: at,
        lane,
        cost,
        gate,
        tag: fair[lane].tag(wallet ?? ""),
        order: arrivals++,
        enqueuedAt: now,
        expiresAt,
        done: false,
        resolve: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
        reject: (error) => {
          signal?.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      waits.entered(waiter);
      scheduler.submit(waiter);
    });
  };
  const waiters = () => [...scheduler.waiters(), ...(confirmation?.waiters() ?? [])];

  return {
    acquire: (request) => {
      try {
        return enter(request);
      } catch (error) {
        return Promise.reject(error);
      }
    },
    sending: (request) => {
      const at = route(request);
      const hasSigner = at.signer !== undefined && request.wallet !== undefined;
      const signer = hasSigner ? signers.of(request.wallet, clock.monotonic()) : undefined;
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
      const gate = signers.of(request.wallet, clock.monotonic())?.[at.signer.cost.bucket];
      return gate === undefined ? Number.POSITIVE_INFINITY : largestOf(gate);
    },
    setTier: (wallet, tier) => {
      const known = signers.setTier(wallet, tier, clock.monotonic());
      scheduler.dispatch();
      return known;
    },
    stats: () =>
      takeStats({ now: clock.monotonic(), windows, signers: signers.all(), waiters: waiters(), waits }),
    close: () => {
      closed = true;
      for (const waiter of waiters()) {
        const message = `${waiter.request.endpoint} was not sent: the limiter was closed.`;
        refuse(waiter, new ClosedError({ message }));
      }
    },
  };
}
