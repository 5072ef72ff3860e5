import { type Clock, QueueFullError, systemClock } from "@pm/core-types";
import { contextOf } from "../http/failure.ts";
import type { Policy } from "../http/pipeline.ts";
import { laneOf } from "../limiter/lane.ts";
import { positive, whole } from "../options/positive.ts";
import { Slots } from "./slots.ts";

/** Settings of {@link bulkheads}; everything has a default. */
export type BulkheadOptions = {
  /** Requests of one wallet under way at once; default 64. */
  readonly perWallet?: number;
  /** Beyond that, for its cancels alone; default 16. */
  readonly extraForCancels?: number;
  /** Requests of one wallet that may wait; default 1,000. */
  readonly maxWaiting?: number;
  /** Milliseconds one may wait; default 30,000. */
  readonly maxWaitMs?: number;
  /** Wallets with something under way at once; default 10,000. */
  readonly maxWallets?: number;
  readonly clock?: Clock;
};

/**
 * Each wallet gets its own places for requests under way, so that one that is slow fills its own and nobody else's.
 * Cancels have places that nothing else takes. Requests without a wallet pass.
 */
export function bulkheads(options: BulkheadOptions = {}): Policy {
  const { clock = systemClock } = options;
  const perWallet = whole("perWallet", options.perWallet ?? 64);
  const extra = whole("extraForCancels", options.extraForCancels ?? 16, 0);
  const maxWaiting = whole("maxWaiting", options.maxWaiting ?? 1_000, 0);
  const maxWaitMs = positive("maxWaitMs", options.maxWaitMs ?? 30_000);
  const maxWallets = whole("maxWallets", options.maxWallets ?? 10_000);
  const wallets = new Map<string, Slots>();

  return async (request, next) => {
    const { wallet } = request;
    if (wallet === undefined) return next(request);
    let slots = wallets.get(wallet);
    if (slots === undefined) {
      if (wallets.size >= maxWallets) {
        throw new QueueFullError({
          message: `${request.endpoint} was not sent: ${maxWallets} wallets already have requests under way.`,
          action: "Raise maxWallets.",
          context: contextOf(request),
          retryAfterMs: 1000,
        });
      }
      slots = new Slots({
        clock,
        limitOf: (lane) => (lane === "cancel" ? perWallet + extra : perWallet),
        maxWaiting,
        maxWaitMs,
        what: "this wallet's bulkhead",
      });
      wallets.set(wallet, slots);
    }
    const turn = slots.enter(request, laneOf(request));
    try {
      if (turn !== undefined) await turn;
    } catch (error) {
      if (slots.busy === 0 && slots.waiting === 0) wallets.delete(wallet);
      throw error;
    }
    try {
      return await next(request);
    } finally {
      slots.leave();
      if (slots.busy === 0 && slots.waiting === 0) wallets.delete(wallet);
    }
  };
}
