import type { VirtualClock } from "@pm/core-types/virtual";

/**
 * Runs `work` on virtual time over real loopback sockets: while something is on the wire the event loop turns; when
 * nothing has moved for a while, time jumps to the next timer.
 *
 * @param moved a number that changes whenever anything happens on either side.
 */
export async function drive<T>(clock: VirtualClock, moved: () => number, work: Promise<T>): Promise<T> {
  let done = false;
  const settled = work.finally(() => {
    done = true;
  });
  settled.catch(() => {});
  let idle = 0;
  let last = moved();
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    const now = moved();
    idle = now === last ? idle + 1 : 0;
    last = now;
    if (idle < IDLE_TURNS) continue;
    idle = 0;
    if (!(await clock.runNext())) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return settled;
}

/** Turns of the event loop without news after which nothing is on its way any more. */
const IDLE_TURNS = 25;
