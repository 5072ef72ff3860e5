import type { VirtualClock } from "@pm/core-types/virtual";

/** More virtual time than anything in a run may take. */
const LIMIT_MS = 3_600_000;

/**
 * Runs `work` on virtual time: the event loop turns until nothing moves any more, then time jumps to the next timer.
 * Nothing in it waits for a network, so that the same seed takes the same way every time.
 *
 * @param moved a number that changes whenever anything was handed over.
 * @throws {Error} `work` is not done when nothing is left to wait for, or an hour has passed.
 */
export async function drive<T>(clock: VirtualClock, moved: () => number, work: Promise<T>): Promise<T> {
  const started = clock.monotonic();
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
    if (!(await clock.runNext())) throw new Error("nothing is left to wait for, but not everything is done");
    if (clock.monotonic() - started > LIMIT_MS) throw new Error("not done after an hour");
  }
  return settled;
}

/** Turns of the event loop without news after which nothing is on its way any more. */
const IDLE_TURNS = 3;
