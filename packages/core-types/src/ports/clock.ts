/** Cancels a timer; calling it twice is harmless. */
export type CancelTimer = () => void;

/**
 * Time, as a port. Nothing in these packages reads the wall clock or starts a timer by itself,
 * so tests and replays run on virtual time.
 */
export type Clock = {
  /** Wall time in Unix milliseconds. May jump when the host's clock is set. */
  readonly now: () => number;
  /** Milliseconds from an arbitrary origin; never goes backwards. */
  readonly monotonic: () => number;
  /** Runs `task` once after `ms` milliseconds. The timer keeps the process alive unless `background`. */
  readonly setTimer: (
    ms: number,
    task: () => void,
    options?: { readonly background?: boolean },
  ) => CancelTimer;
};

/**
 * Resolves after `ms` milliseconds of `clock` time.
 *
 * @throws the signal's reason when `signal` aborts first; the timer is then cancelled.
 */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.setTimer(ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
