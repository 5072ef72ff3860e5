import { asPolymarketError } from "../errors/error-of.ts";
import type { ClobContext } from "../http/context.ts";
import { createSingleFlight } from "../http/single-flight.ts";
import { fetchServerTime } from "../market-data/fetch-server-time.ts";

/** The venue's time, as far as its whole seconds let us know it. */
export type ServerClock = {
  /** Whole Unix milliseconds by the venue's clock. */
  readonly now: () => number;
  /** Milliseconds the venue is ahead of this host; 0 until measured, and while the difference is within noise. */
  readonly offset: () => number;
  /** Measures once, and again when the measurement is old. Never throws: without an answer the host's clock is used. */
  readonly ensure: () => Promise<void>;
  /** Measures now; tells whether the offset moved by more than noise. */
  readonly remeasure: () => Promise<boolean>;
};

/** `/time` tells whole seconds, so smaller differences cannot be told from none. */
const NOISE_MS = 1_500;
const MAX_AGE_MS = 600_000;

function isClose(left: number, right: number): boolean {
  return Math.abs(left - right) <= NOISE_MS;
}

/** A clock corrected by `GET /time`. */
export function createServerClock(context: ClobContext): ServerClock {
  let offset = 0;
  let measuredAt: number | undefined;
  const flight = createSingleFlight<boolean>();

  /** One reading. @throws what the read throws. */
  const read = async (): Promise<number> => {
    const sentAt = context.clock.now();
    const time = await fetchServerTime(context);
    const middle = (sentAt + context.clock.now()) / 2;
    const difference = Math.round(time + 500 - middle);
    return Math.abs(difference) <= NOISE_MS ? 0 : difference;
  };

  /** A reading that says something new is believed when another one agrees; otherwise what was known stands. */
  const confirmed = async (): Promise<number> => {
    const readings = [await read()];
    while (readings.length < 4) {
      const last = readings.at(-1) ?? offset;
      if ([offset, ...readings.slice(0, -1)].some((other) => isClose(other, last))) return last;
      readings.push(await read());
    }
    return offset;
  };

  const measure = async (): Promise<boolean> => {
    try {
      const next = await confirmed();
      const moved = !isClose(next, offset);
      if (moved) {
        context.logger.log("warn", "The host's clock differs from the venue's", { offsetMs: next });
      }
      context.telemetry.gauge("pm_clock_offset_seconds", next / 1000);
      if (moved || next === 0) offset = next;
      return moved;
    } catch (thrown) {
      const error = asPolymarketError(thrown, "GET /time");
      context.logger.log("warn", "The venue's time is unknown; the host's is used", {
        reason: error.message,
      });
      return false;
    } finally {
      measuredAt = context.clock.monotonic();
    }
  };

  return {
    now: () => Math.floor(context.clock.now() + offset),
    offset: () => offset,
    ensure: async () => {
      const age =
        measuredAt === undefined ? Number.POSITIVE_INFINITY : context.clock.monotonic() - measuredAt;
      if (age > MAX_AGE_MS) await flight("time", measure);
    },
    remeasure: () => flight("time", measure),
  };
}
