import { setImmediate as turn } from "node:timers/promises";
import type { VirtualClock } from "@pm/core-types/virtual";
import type { Transport } from "../http/pipeline.ts";

/** Turns of the event loop without news after which whoever is asked is waiting for time to pass. */
const QUIET_TURNS = 200;

/** Moves virtual time only when no request is on its way over a real socket, so that both can be mixed. */
export function createPump(clock: VirtualClock, transport: Transport) {
  let onTheWay = 0;
  let news = 0;
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
      while (clock.monotonic() < until) {
        let quiet = 0;
        let seen = news;
        while (onTheWay > 0 && quiet < QUIET_TURNS) {
          await turn();
          quiet = seen === news ? quiet + 1 : 0;
          seen = news;
        }
        await clock.advance(Math.min(1, until - clock.monotonic()));
      }
    },
  };
}
