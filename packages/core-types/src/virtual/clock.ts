import type { CancelTimer, Clock } from "../ports/clock.ts";

type Timer = { readonly due: number; readonly order: number; readonly task: () => void };

/** A clock that moves only when it is told to. */
export type VirtualClock = Clock & {
  /** Moves time forward by `ms`, running every timer that falls due, in order, letting promises settle between. */
  readonly advance: (ms: number) => Promise<void>;
  /** Moves time to the next timer and runs it; false when there is none. */
  readonly runNext: () => Promise<boolean>;
  /** Runs timers until none is left or `limitMs` of virtual time have passed. */
  readonly runAll: (limitMs?: number) => Promise<void>;
  /** Sets wall time alone, as a host's clock adjustment does; `monotonic` is not moved. */
  readonly setWall: (now: number) => void;
  /** Timers that wait now. */
  readonly pending: () => number;
};

/** Lets every promise that is ready settle. Deep `await` chains need several turns of the microtask queue. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 64; turn++) await undefined;
}

/** A virtual clock that starts at `start` (Unix milliseconds). */
export function createVirtualClock(start = 1_750_000_000_000): VirtualClock {
  let monotonic = 0;
  let wallOffset = start;
  let counter = 0;
  const timers = new Set<Timer>();

  const setTimer = (ms: number, task: () => void): CancelTimer => {
    const timer: Timer = { due: monotonic + Math.max(0, ms), order: counter++, task };
    timers.add(timer);
    return () => {
      timers.delete(timer);
    };
  };

  const earliest = (): Timer | undefined => {
    let best: Timer | undefined;
    for (const timer of timers) {
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

  const runUntil = async (limit: number, once: boolean): Promise<boolean> => {
    await settle();
    let ran = false;
    for (let next = earliest(); next !== undefined && next.due <= limit; next = earliest()) {
      timers.delete(next);
      monotonic = Math.max(monotonic, next.due);
      next.task();
      ran = true;
      await settle();
      if (once) return true;
    }
    return ran;
  };

  return {
    now: () => wallOffset + monotonic,
    monotonic: () => monotonic,
    setTimer,
    pending: () => timers.size,
    setWall: (now) => {
      wallOffset = now - monotonic;
    },
    runNext: () => runUntil(Number.POSITIVE_INFINITY, true),
    advance: async (ms) => {
      const target = monotonic + ms;
      await runUntil(target, false);
      monotonic = Math.max(monotonic, target);
      await settle();
    },
    runAll: async (limitMs = 86_400_000) => {
      await runUntil(monotonic + limitMs, false);
    },
  };
}
