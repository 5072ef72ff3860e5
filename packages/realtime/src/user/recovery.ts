import { type Clock, type Logger, type Random, sleep } from "@pm/core-types";
import { createBackoff } from "@pm/resilience";
import type { UserEvent } from "../frames/user-events.ts";

/** Time during which events may have been missed: Unix milliseconds. */
export type Gap = {
  readonly from: number;
  readonly to: number;
  /** When the oldest trade was matched that was heard of and is not settled: its news may be in the gap too. */
  readonly unsettledFrom?: number | undefined;
};

/** Reads over HTTP what frames did not bring. */
export type Recovery = {
  /** From now on frames are heard: what happened before is not this stream's business. */
  readonly begin: () => void;
  /** Reads what happened since everything was known, until it succeeds; false when it was called off. */
  readonly catchUp: () => Promise<boolean>;
  /** Reads it again and again, because a frame that was never sent leaves no trace. */
  readonly startAudits: () => void;
  /** Calls off what is under way. */
  readonly pause: () => void;
};

/** Recovery through `recover`; without it there is nothing to read and every call succeeds. */
export function createRecovery(options: {
  readonly recover: ((gap: Gap) => Promise<readonly UserEvent[]>) | undefined;
  readonly auditMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: Random | undefined;
  /** Match time of the oldest trade that is not settled, Unix milliseconds. */
  readonly unsettledFrom: () => number | undefined;
  readonly onRecovered: (events: readonly UserEvent[]) => void;
}): Recovery {
  const { recover, auditMs, clock, logger } = options;
  /** Wall time up to which everything has been read, or been heard from the beginning. */
  let knownUntil = 0;
  let abort = new AbortController();
  let cancelAudit = () => {};

  const read = async (signal: AbortSignal): Promise<boolean> => {
    const gap = { from: knownUntil, to: clock.now(), unsettledFrom: options.unsettledFrom() };
    const events = (await recover?.(gap)) ?? [];
    if (signal.aborted) return false;
    options.onRecovered(events);
    knownUntil = gap.to;
    return true;
  };

  const audit = async (signal: AbortSignal): Promise<void> => {
    try {
      await read(signal);
    } catch (error) {
      // What this audit did not see, the next one looks at.
      logger.log("warn", "the audit of a user stream failed", { error: String(error) });
    }
    if (!signal.aborted) schedule(signal);
  };
  const schedule = (signal: AbortSignal) => {
    cancelAudit = clock.setTimer(auditMs, () => void audit(signal));
  };

  return {
    begin: () => {
      knownUntil = clock.now();
    },
    catchUp: async () => {
      const { signal } = abort;
      const backoff = createBackoff({
        baseMs: 250,
        capMs: 10_000,
        ...(options.random === undefined ? {} : { random: options.random }),
      });
      while (!signal.aborted) {
        try {
          return await read(signal);
        } catch (error) {
          logger.log("warn", "reading what was missed failed", { error: String(error) });
          await sleep(clock, backoff.next(), signal).catch(() => {});
        }
      }
      return false;
    },
    startAudits: () => {
      cancelAudit();
      if (recover !== undefined) schedule(abort.signal);
    },
    pause: () => {
      cancelAudit();
      abort.abort();
      abort = new AbortController();
    },
  };
}
