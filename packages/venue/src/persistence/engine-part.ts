import { type Logger, ValidationError } from "@pm/core-types";
import type { Engine, JournalEntry } from "../engine/index.ts";
import { VenueDataError } from "../errors.ts";
import type { Durable } from "./durable.ts";

/** The engine's name among the parts of a venue. */
export const ENGINE = "engine";

/**
 * The engine as a part that outlives the process. It loads its snapshot when it is made; only its changes are
 * replayed, each at its own time.
 */
export function enginePart(engine: Engine, moveTo: (at: number) => void, logger: Logger): Durable {
  return {
    name: ENGINE,
    save: engine.snapshot,
    load: () => {},
    apply: (change) => {
      const entry = change as JournalEntry;
      if (!(entry.call in engine)) {
        throw new VenueDataError({
          message: `The saved venue made a call that this release does not know: ${entry.call}.`,
          action: "Use the release that wrote it.",
          context: { call: entry.call },
        });
      }
      moveTo(entry.at);
      try {
        engine.replay(entry);
      } catch (error) {
        // Calls are written down before they are made: this one failed then, too, and changed as much.
        logger.log("warn", "venue: a call that had failed failed again", {
          call: entry.call,
          error: String(error),
        });
      }
    },
  };
}

/** Takes an engine from its saved form. @throws {VenueDataError} when this release cannot read it. */
export function restoring<Result>(make: () => Result): Result {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof ValidationError)) throw cause;
    throw new VenueDataError({ message: cause.message, action: cause.action, cause });
  }
}
