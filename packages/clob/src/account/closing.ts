/** The end of an account, as everything that must not outlive it hears of it. */
export type Closing = {
  readonly isClosed: () => boolean;
  /** Calls `listener` once at the end; the result takes it back. */
  readonly onClose: (listener: () => void) => () => void;
  /** Hands `work` a signal of its own that aborts at the end. */
  readonly during: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  readonly close: () => void;
};

/** One AbortSignal shared by hundreds of requests would warn about a leak, so each piece of work has its own. */
export function createClosing(): Closing {
  const listeners = new Set<() => void>();
  let closed = false;
  const onClose = (listener: () => void): (() => void) => {
    if (closed) listener();
    else listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    isClosed: () => closed,
    onClose,
    during: async (work) => {
      const controller = new AbortController();
      const forget = onClose(() => controller.abort());
      try {
        return await work(controller.signal);
      } finally {
        forget();
      }
    },
    close: () => {
      closed = true;
      for (const listener of listeners) listener();
      listeners.clear();
    },
  };
}
