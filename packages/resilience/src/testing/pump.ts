import { setImmediate as turn } from "node:timers/promises";
import type { VirtualClock } from "@pm/core-types/virtual";
import type { Transport } from "../http/pipeline.ts";

/** Turns of the event loop without news after which whoever is asked is waiting for time to pass. */
const QUIET_TURNS = 200;

/**
 * Moves virtual time only when no request is on its way over a real socket, so that both can be mixed: to the next
 * timer, and `stepMs` on. What falls due within these is sent at their end.
 */
export function createPump(clock: VirtualClock, transport: Transport, stepMs: number) {
  let onTheWay = 0;
  let news = 0;
  const settled = async (): Promise<void> => {
    let quiet = 0;
    let seen = news;
    while (onTheWay > 0 && quiet < QUIET_TURNS) {
      await turn();
      quiet = seen === news ? quiet + 1 : 0;
      seen = news;
    }
  };
  return {
    transport: (async (request) => {
      onTheWay += 1;
      try {
        return await transport(request);
      } finally {
        onTheWay -= 1;
        news += 1;
      }
    }) satisfies Transport,
    /** Runs until `until` (monotonic virtual ms). */
    run: async (until: number): Promise<void> => {
      // A timer at the end, so that looking for the next one stops there.
      const cancel = clock.setTimer(until - clock.monotonic(), () => {});
      while (clock.monotonic() < until) {
        await settled();
        await clock.runNext();
        await clock.advance(Math.max(0, Math.min(stepMs, until - clock.monotonic())));
      }
      cancel();
      await settled();
    },
  };
}
