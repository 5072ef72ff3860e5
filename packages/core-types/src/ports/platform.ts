import type { Clock } from "./clock.ts";
import type { Fetch } from "./net.ts";
import type { Random } from "./random.ts";

// The only file that may touch the platform's time, randomness and network: everything else takes a port.

/** The host's clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (ms, task, options) => {
    const timer = setTimeout(task, ms);
    // Browsers return a number, which cannot keep a process alive anyway.
    if (options?.background === true && typeof timer === "object") timer.unref();
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
