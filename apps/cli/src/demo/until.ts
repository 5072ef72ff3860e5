import { type Clock, sleep, TimeoutError } from "@pm/core-types";

const STEP_MS = 10;

/**
 * Waits until `holds` is true.
 *
 * @throws {TimeoutError} after `limitMs`, saying what was waited for. @throws the signal's reason when aborted.
 */
export async function until(
  what: string,
  holds: () => boolean,
  options: { readonly clock: Clock; readonly signal: AbortSignal; readonly limitMs?: number },
): Promise<void> {
  const { clock, signal, limitMs = 15_000 } = options;
  const end = clock.monotonic() + limitMs;
  while (!holds()) {
    if (clock.monotonic() > end) {
      throw new TimeoutError({
        message: `${what} did not happen within ${limitMs / 1000} s.`,
        action: "Run the demo again; if it happens twice, report it with the output.",
      });
    }
    await sleep(clock, STEP_MS, signal);
  }
}
