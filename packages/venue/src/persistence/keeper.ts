import type { CancelTimer, Clock, Logger } from "@pm/core-types";
import { VenueDataError } from "../errors.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import type { Durable, RecordChange, SavedVenue } from "./durable.ts";

/** What a crash may cost a venue with a folder: nothing when its process is killed, or not even when the machine is. */
export const DURABILITIES = ["process", "machine"] as const;
export type Durability = (typeof DURABILITIES)[number];

/** What ids, keys and wallets follow from; a saved venue keeps its own. */
export type Identity = Pick<SavedVenue, "seed" | "accounts">;

/** Keeps a venue on disk, or, without a folder, only knows how to save it. */
export type Keeper = {
  readonly identity: Identity;
  /** What a part calls when it changes, before the change is made. */
  readonly recorder: (part: string) => RecordChange;
  /** The state a part starts from: its saved form, or undefined. */
  readonly savedPart: (part: string) => unknown;
  /** The changes a part will replay. */
  readonly changes: (part: string) => readonly unknown[];
  /** Loads and replays everything into the parts. True when there was a past. */
  readonly replay: (parts: readonly Durable[]) => boolean;
  /** Writes the venue down as it is now, and records every change from now on. */
  readonly record: () => void;
  readonly save: () => SavedVenue;
  /** Writes the venue down a last time, if it was being recorded, and gives the folder up. */
  readonly close: () => void;
};

const DEFAULTS: Identity = { seed: 1, accounts: 10 };
/** How often the journal is brought to the disk itself. */
const SYNC_MS = 1_000;

/** A keeper over a folder, or over a snapshot in memory. @throws {VenueDataError} for a folder it cannot go on with. */
export function createKeeper(options: {
  readonly wanted: Partial<Identity>;
  readonly folder?: string | undefined;
  readonly durability?: Durability | undefined;
  readonly snapshot?: SavedVenue | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}): Keeper {
  const { clock, logger } = options;
  const data: DataFolder | undefined =
    options.folder === undefined
      ? undefined
      : openDataFolder(options.folder, { syncEveryLine: options.durability === "machine" });
  const saved = data?.saved ?? options.snapshot;
  if (data !== undefined && data.tornBytes > 0) {
    logger.log("warn", "venue: dropped the end of a journal, torn before anybody was told of it", {
      bytes: data.tornBytes,
    });
  }
  let identity: Identity;
  try {
    identity = identityOf(saved, options.wanted);
  } catch (error) {
    data?.close();
    throw error;
  }
  let lines = data?.lines ?? [];
  let parts: readonly Durable[] = [];
  let recording = false;
  let timer: CancelTimer | undefined;

  const save = (): SavedVenue => ({
    version: 1,
    ...identity,
    parts: Object.fromEntries(parts.map((part) => [part.name, part.save()])),
  });

  const tick = (): void => {
    try {
      data?.sync();
      if (data?.isLong() === true) data.compact(save());
    } catch (error) {
      // What was told to anybody is in the journal; when that cannot grow either, the next change says so.
      logger.log("error", "venue: its folder cannot be written", { error });
    }
    timer = clock.setTimer(SYNC_MS, tick, { background: true });
  };

  return {
    identity,
    recorder: (part) => (change) => {
      if (recording) data?.append({ part, change });
    },
    savedPart: (part) => saved?.parts[part],
    changes: (part) => lines.filter((line) => line.part === part).map((line) => line.change),
    replay: (all) => {
      parts = all;
      for (const part of all) {
        const own = saved?.parts[part.name];
        if (own !== undefined) part.load(own);
      }
      for (const { part, change } of lines) all.find((one) => one.name === part)?.apply(change);
      lines = [];
      return saved !== undefined;
    },
    record: () => {
      if (data === undefined) return;
      data.compact(save());
      recording = true;
      timer = clock.setTimer(SYNC_MS, tick, { background: true });
    },
    save,
    close: () => {
      timer?.();
      try {
        if (recording) data?.compact(save());
      } finally {
        recording = false;
        data?.close();
      }
    },
  };
}

function identityOf(saved: SavedVenue | undefined, wanted: Partial<Identity>): Identity {
  for (const field of ["seed", "accounts"] as const) {
    const other = wanted[field];
    if (saved === undefined || other === undefined || saved[field] === other) continue;
    throw new VenueDataError({
      message:
        field === "seed"
          ? `The saved venue has seed ${saved.seed}, not ${other}.`
          : `The saved venue has ${saved.accounts} accounts, not ${other}.`,
      action: `Leave ${field} out, or start with an empty folder.`,
      context: { field, saved: saved[field], wanted: other },
    });
  }
  const { seed, accounts } = { ...DEFAULTS, ...wanted, ...saved };
  return { seed: seed ?? DEFAULTS.seed, accounts: accounts ?? DEFAULTS.accounts };
}
