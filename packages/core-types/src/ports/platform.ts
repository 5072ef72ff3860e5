import type { Clock } from "./clock.ts";
import type { Fetch } from "./net.ts";
import type { Random } from "./random.ts";

// The only file that may touch the platform's time, randomness and network: everything else takes a port.

/** Hosts run a longer timer at once (about 24.8 days, a signed 32-bit number of milliseconds). */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The host's clock and timers; timers may be longer than the host's own. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (ms, task, options) => {
    let timer: ReturnType<typeof setTimeout>;
    const start = (left: number): void => {
      const next = left > LONGEST_TIMER_MS ? () => start(left - LONGEST_TIMER_MS) : task;
      timer = setTimeout(next, Math.min(left, LONGEST_TIMER_MS));
      // Browsers return a number, which cannot keep a process alive anyway.
      if (options?.background === true && typeof timer === "object") timer.unref();
    };
    start(ms);
    return () => clearTimeout(timer);
  },
};

/** The host's randomness: `Math.random` for jitter, the CSPRNG for bytes. */
export const systemRandom: Random = {
  next: () => Math.random(),
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

/** The host's `fetch`. */
export const systemFetch: Fetch = (url, init) => fetch(url, init);

/** Runs `task` when everything that has arrived in this turn of the host's event loop has been handled. */
export function afterTurn(task: () => void): void {
  // Browsers have no setImmediate; a timer of nothing comes after what is queued as well.
  if (typeof setImmediate === "function") setImmediate(task);
  else setTimeout(task, 0);
}
