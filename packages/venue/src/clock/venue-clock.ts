import type { CancelTimer, Clock } from "@pm/core-types";
import type { Durable, RecordChange } from "../persistence/durable.ts";

type Timer = {
  readonly due: number;
  readonly order: number;
  readonly task: () => void;
  cancel: CancelTimer;
};

/** The venue's own time: the clock it was given, which can also be pushed forward. How far, outlives the process. */
export type VenueClock = Clock &
  Durable & {
    /** Pushes time forward by `ms`, running every timer that falls due, in order. */
    readonly advance: (ms: number) => void;
    /** Cancels every timer. The clock still tells the time afterwards. */
    readonly close: () => void;
  };

/** The clock's name among the parts of a venue. */
export const CLOCK = "clock";

type SavedClock = { readonly ahead: number; readonly now: number };

/**
 * How far ahead of `base` a continued venue's clock must be: as far as it was, and never before a moment that it has
 * already seen (`latest`, Unix milliseconds).
 */
export function aheadOf(base: Clock, saved: unknown, changes: readonly unknown[], latest: number): number {
  const { ahead = 0, now = 0 } = (saved ?? {}) as Partial<SavedClock>;
  const last = changes.at(-1);
  return Math.max(typeof last === "number" ? last : ahead, Math.max(now, latest) - base.now(), 0);
}

/**
 * Wraps `base` so that the control API can advance time even on the host's clock. Timers keep their order:
 * earlier due first, then earlier set first. It starts `ahead` milliseconds ahead of `base`.
 */
export function createVenueClock(base: Clock, ahead = 0, record: RecordChange = () => {}): VenueClock {
  let offset = ahead;
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
      record(offset);
      for (const timer of timers) {
        timer.cancel();
        arm(timer);
      }
    },
    name: CLOCK,
    save: () => ({ ahead: offset, now: base.now() + offset }) satisfies SavedClock,
    // How far ahead it starts was settled when it was made: timers hang on it.
    load: () => {},
    apply: () => {},
    close: () => {
      closed = true;
      for (const timer of timers) timer.cancel();
      timers.clear();
    },
  };
}
