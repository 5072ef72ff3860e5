import { VenueUsageError } from "../errors.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import type { Durable, RecordChange, SavedVenue } from "./durable.ts";

/** Keeps a venue on disk, or, without a folder, only knows how to save it. */
export type Keeper = {
  /** What a part calls when it changes. */
  readonly recorder: (part: string) => RecordChange;
  /** The state a part starts from: its saved form, or undefined. */
  readonly savedPart: (part: string) => unknown;
  /** The first change a part will replay, or undefined. */
  readonly firstChange: (part: string) => unknown;
  /**
   * Loads and replays everything into the parts, calls `replayed`, and records changes from then on. True when there
   * was a past.
   */
  readonly begin: (parts: readonly Durable[], replayed: () => void) => boolean;
  readonly save: () => SavedVenue;
  readonly close: () => void;
};

/** After this many changes the journal is folded into a snapshot. */
const COMPACT_AFTER = 200_000;

/** A keeper over a folder, or over a snapshot in memory. @throws {VenueUsageError} for a folder of another seed. */
export function createKeeper(options: {
  readonly seed: number;
  readonly folder: string | undefined;
  readonly snapshot: SavedVenue | undefined;
}): Keeper {
  const data: DataFolder | undefined =
    options.folder === undefined ? undefined : openDataFolder(options.folder);
  const saved = data?.saved ?? options.snapshot;
  if (saved !== undefined && saved.seed !== options.seed) {
    data?.close();
    throw new VenueUsageError({
      message: `The saved venue has seed ${saved.seed}, not ${options.seed}.`,
      action: "Start it with its own seed, or with an empty folder.",
      context: { saved: saved.seed, seed: options.seed },
    });
  }
  let parts: readonly Durable[] = [];
  let recording = false;

  const save = (): SavedVenue => ({
    version: 1,
    seed: options.seed,
    parts: Object.fromEntries(parts.map((part) => [part.name, part.save()])),
  });

  return {
    recorder: (part) => (change) => {
      if (!recording || data === undefined) return;
      data.append({ part, change });
      // Folding waits for the change to be applied: it is recorded before.
      if (data.length() >= COMPACT_AFTER)
        queueMicrotask(() => data.length() >= COMPACT_AFTER && data.compact(save()));
    },
    savedPart: (part) => saved?.parts[part],
    firstChange: (part) => data?.lines.find((line) => line.part === part)?.change,
    begin: (all, replayed) => {
      parts = all;
      for (const part of all) {
        const own = saved?.parts[part.name];
        if (own !== undefined) part.load(own);
      }
      for (const { part, change } of data?.lines ?? []) all.find((one) => one.name === part)?.apply(change);
      replayed();
      recording = true;
      return saved !== undefined || (data !== undefined && data.lines.length > 0);
    },
    save,
    close: () => {
      if (data === undefined) return;
      recording = false;
      data.compact(save());
      data.close();
    },
  };
}
