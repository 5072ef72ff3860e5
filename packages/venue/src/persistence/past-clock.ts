import type { Clock } from "@pm/core-types";

/** A clock that stands in the past while that is replayed, and sets no timers meanwhile. */
export type PastClock = {
  readonly clock: Clock;
  readonly moveTo: (at: number) => void;
  /** Returns to the present. What was to be woken is woken at once. */
  readonly release: () => void;
};

/** A clock that stands at `start` (Unix milliseconds) until it is released; undefined: in the present at once. */
export function createPastClock(present: Clock, start: number | undefined): PastClock {
  let at = start;
  const waiting = new Set<() => void>();
  return {
    clock: {
      ...present,
      now: () => at ?? present.now(),
      setTimer: (ms, task, options) => {
        if (at === undefined) return present.setTimer(ms, task, options);
        waiting.add(task);
        return () => {
          waiting.delete(task);
        };
      },
    },
    moveTo: (to) => {
      if (at !== undefined) at = to;
    },
    release: () => {
      at = undefined;
      for (const task of waiting) present.setTimer(0, task, { background: true });
      waiting.clear();
    },
  };
}
