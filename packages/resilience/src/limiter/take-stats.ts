import type { Waiter } from "./queue/waiter.ts";
import type { Signer } from "./signer/signer.ts";
import type { SignerGate } from "./signer/signer-gate.ts";
import type { BucketStats, LimiterStats } from "./stats.ts";
import type { Waits } from "./waits.ts";
import type { WindowLimit } from "./window/window-limit.ts";

/** What statistics are taken from. */
export type Snapshot = {
  readonly now: number;
  readonly windows: readonly WindowLimit[];
  readonly signers: Iterable<Signer>;
  readonly waiters: readonly Waiter[];
  readonly waits: Waits;
};

/** The state of a limiter in plain values. */
export function takeStats({ now, windows, signers, waiters, waits }: Snapshot): LimiterStats {
  const waitingAt = new Map<WindowLimit, number>();
  const waitingGate = new Map<SignerGate, number>();
  for (const waiter of waiters) {
    for (const window of waiter.route.windows) waitingAt.set(window, (waitingAt.get(window) ?? 0) + 1);
    if (waiter.gate !== undefined) waitingGate.set(waiter.gate, (waitingGate.get(waiter.gate) ?? 0) + 1);
  }
  const bucket = (gate: SignerGate): BucketStats => ({
    balance: gate.bucket.balance(now),
    burst: gate.bucket.largest,
    rate: gate.bucket.rate,
    inFlight: gate.bucket.inFlight,
    waiting: waitingGate.get(gate) ?? 0,
    heldMs: held(gate.bucket.throttle.heldUntil, now),
  });
  return {
    waiting: waiters.length,
    windows: windows.map((window) => {
      const used = window.used(now);
      const limit = window.limitOf(now, "cancel");
      return {
        id: window.rule.id,
        windowMs: window.rule.windowMs,
        published: window.rule.limit,
        limit,
        used,
        remaining: Math.max(0, limit - used),
        waiting: waitingAt.get(window) ?? 0,
        heldMs: held(window.throttle.heldUntil, now),
      };
    }),
    signers: [...signers].map((signer) => ({
      wallet: signer.wallet,
      tier: signer.tier.name,
      orders: bucket(signer.orders),
      cancels: bucket(signer.cancels),
    })),
    lanes: {
      cancel: { ...waits.lanes.cancel.stats(), waiting: waits.waitingByLane.cancel },
      order: { ...waits.lanes.order.stats(), waiting: waits.waitingByLane.order },
      private: { ...waits.lanes.private.stats(), waiting: waits.waitingByLane.private },
      public: { ...waits.lanes.public.stats(), waiting: waits.waitingByLane.public },
    },
    wallets: [...waits.wallets].map(([wallet, entry]) => ({
      wallet,
      ...entry.recorder.stats(),
      waiting: entry.waiting,
    })),
  };
}

function held(until: number, now: number): number {
  return Math.max(0, until - now);
}
