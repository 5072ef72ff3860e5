import type { CancelTimer, Clock } from "@pm/core-types";

type Timer = {
  readonly due: number;
  readonly order: number;
  readonly task: () => void;
  cancel: CancelTimer;
};

/** The venue's own time: the clock it was given, which can also be pushed forward. */
export type VenueClock = Clock & {
  /** Pushes time forward by `ms`, running every timer that falls due, in order. */
  readonly advance: (ms: number) => void;
  /** Cancels every timer. The clock still tells the time afterwards. */
  readonly close: () => void;
};

/**
 * Wraps `base` so that the control API can advance time even on the host's clock. Timers keep their order:
 * earlier due first, then earlier set first.
 */
export function createVenueClock(base: Clock): VenueClock {
  let offset = 0;
  let counter = 0;
  let closed = false;
  const timers = new Set<Timer>();

  const monotonic = (): number => base.monotonic() + offset;

  const arm = (timer: Timer): void => {
    timer.cancel = base.setTimer(Math.max(0, timer.due - monotonic()), () => run(timer), {
      background: true,
    });
  };

  const run = (timer: Timer): void => {
    if (!timers.delete(timer)) return;
    timer.task();
  };

  const earliestUpTo = (limit: number): Timer | undefined => {
    let best: Timer | undefined;
    for (const timer of timers) {
      if (timer.due > limit) continue;
      if (
        best === undefined ||
        timer.due < best.due ||
        (timer.due === best.due && timer.order < best.order)
      ) {
        best = timer;
      }
    }
    return best;
  };

  return {
    now: () => base.now() + offset,
    monotonic,
    setTimer: (ms, task) => {
      if (closed) return () => {};
      const timer: Timer = { due: monotonic() + Math.max(0, ms), order: counter++, task, cancel: () => {} };
      timers.add(timer);
      arm(timer);
      return () => {
        if (timers.delete(timer)) timer.cancel();
      };
    },
    advance: (ms) => {
      const target = monotonic() + Math.max(0, ms);
      for (let next = earliestUpTo(target); next !== undefined; next = earliestUpTo(target)) {
        next.cancel();
        offset += Math.max(0, next.due - monotonic());
        run(next);
      }
      offset += Math.max(0, target - monotonic());
      for (const timer of timers) {
        timer.cancel();
        arm(timer);
      }
    },
    close: () => {
      closed = true;
      for (const timer of timers) timer.cancel();
      timers.clear();
    },
  };
}
