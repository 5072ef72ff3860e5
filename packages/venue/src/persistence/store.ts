import type { CancelTimer, Clock, Logger } from "@pm/core-types";
import { decode, encode } from "../engine/journal.ts";
import type { Engine, JournalEntry } from "../engine/index.ts";
import { VenueDataError } from "../errors.ts";
import { type DataDirectory, guarded, openDirectory } from "./directory.ts";
import { createJournalFile, type JournalFile } from "./journal-file.ts";
import { createKept, type Kept, type KeptChange, type KeptEntries } from "./kept.ts";
import { encodeLine, readLines } from "./lines.ts";

/** What a crash may cost: nothing when the process is killed (`process`), or not even when the machine is (`machine`). */
export const DURABILITIES = ["process", "machine"] as const;
export type Durability = (typeof DURABILITIES)[number];

/** What the accounts and ids of a venue follow from: fixed once a directory has been written. */
export type StoreIdentity = { readonly seed: number; readonly accounts: number };

/** A venue's state on disk. */
export type Store = {
  readonly identity: StoreIdentity;
  /** True when the directory held a venue. */
  readonly restored: boolean;
  /** The engine's last snapshot; undefined for a new directory. */
  readonly snapshot: unknown;
  readonly kept: Kept;
  /** The latest venue time that was written down, Unix milliseconds; 0 for a new directory. */
  readonly lastAt: number;
  /** Takes the engine through everything that happened after the snapshot. */
  readonly replayInto: (engine: Engine) => void;
  /** The engine's journal: heard from `begin` on. */
  readonly journal: (entry: JournalEntry) => void;
  /** Writes a first snapshot; from now on every change is written down before it is made. */
  readonly begin: (engine: Engine) => void;
  /** Writes a last snapshot and gives the directory up. */
  readonly close: () => void;
  /** Gives the directory up as it is. */
  readonly abandon: () => void;
};

type StoreOptions = {
  readonly identity: Partial<StoreIdentity>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly durability?: Durability;
  /** Bytes of journal after which a new snapshot is taken. */
  readonly compactBytes?: number;
};

type SavedVenue = StoreIdentity & {
  readonly format: string;
  readonly version: number;
  readonly generation: number;
  readonly at: number;
  readonly engine: unknown;
  readonly tables: Readonly<Record<string, KeptEntries>>;
};

const FORMAT = "pm-venue";
/** Form of the files below; another one is refused. */
const VERSION = 1;
const SNAPSHOT = "snapshot.json";
const DEFAULTS: StoreIdentity = { seed: 1, accounts: 10 };
const COMPACT_BYTES = 64_000_000;
const SYNC_MS = 1_000;

const journalName = (generation: number): string => `journal-${generation}.jsonl`;

/**
 * Opens a data directory: the last snapshot, and the journal of everything after it.
 *
 * @throws {VenueDataError} when it cannot be written to, is in use, is damaged, of another form or of another seed.
 */
export function openStore(path: string, options: StoreOptions): Store {
  const directory = openDirectory(path);
  try {
    return createStore(directory, options);
  } catch (error) {
    directory.release();
    throw error;
  }
}

function createStore(directory: DataDirectory, options: StoreOptions): Store {
  const { logger, clock } = options;
  const saved = readSnapshot(directory);
  const identity = checkedIdentity(directory, saved, options.identity);
  const { entries, tables, lastAt } = readChanges(directory, saved, logger);
  const everyRecord = options.durability === "machine";
  let generation = saved?.generation ?? 0;
  let journal: JournalFile | undefined;
  let engine: Engine | undefined;
  let compactAt = 0;
  let timer: CancelTimer | undefined;

  const append = (record: unknown): void => {
    const file = journal;
    if (file !== undefined) guarded(directory.path, () => file.append(record));
  };
  const kept = createKept(tables, (change) =>
    append("value" in change ? { ...change, value: encode(change.value) } : change),
  );

  const compact = (from: Engine): void => {
    const next = generation + 1;
    const previous = journal;
    const fresh = guarded(directory.path, () => createJournalFile(directory.file(journalName(next)), everyRecord));
    const text = encodeLine(1, {
      format: FORMAT,
      version: VERSION,
      generation: next,
      ...identity,
      at: from.now(),
      engine: from.snapshot(),
      tables: encode(kept.dump()),
    });
    directory.replace(SNAPSHOT, text);
    generation = next;
    journal = fresh;
    compactAt = Math.max(options.compactBytes ?? COMPACT_BYTES, 2 * text.length);
    previous?.close();
    directory.clean((name) => name.startsWith("journal-") && name !== journalName(next));
  };

  const tick = (): void => {
    const file = journal;
    if (file === undefined || engine === undefined) return;
    try {
      guarded(directory.path, file.sync);
      if (file.bytes() > compactAt) compact(engine);
    } catch (error) {
      // The journal itself still stands; the next write says so if it does not.
      logger.log("error", "venue: its state could not be brought to the disk", { error });
    }
    timer = clock.setTimer(SYNC_MS, tick, { background: true });
  };

  const stop = (): void => {
    timer?.();
    journal?.close();
    journal = undefined;
    directory.release();
  };

  return {
    identity,
    restored: saved !== undefined,
    snapshot: saved?.engine,
    kept,
    lastAt,
    replayInto: (target) => {
      for (const entry of entries) replayOne(directory, target, entry, logger);
      entries.length = 0;
    },
    journal: append,
    begin: (target) => {
      engine = target;
      compact(target);
      timer = clock.setTimer(SYNC_MS, tick, { background: true });
    },
    close: () => {
      if (engine !== undefined && journal !== undefined) compact(engine);
      stop();
    },
    abandon: stop,
  };
}

function readSnapshot(directory: DataDirectory): SavedVenue | undefined {
  const content = directory.read(SNAPSHOT);
  if (content === undefined) return undefined;
  const saved = readLines(content).records[0] as SavedVenue | undefined;
  if (saved === undefined || saved.format !== FORMAT) {
    throw refusal(directory, `${SNAPSHOT} in ${directory.path} is damaged, or no venue wrote it`);
  }
  if (saved.version !== VERSION) {
    throw refusal(
      directory,
      `The data directory ${directory.path} is of version ${saved.version}, and this release reads version ${VERSION}`,
    );
  }
  return saved;
}

function checkedIdentity(
  directory: DataDirectory,
  saved: SavedVenue | undefined,
  wanted: Partial<StoreIdentity>,
): StoreIdentity {
  const identity: Record<keyof StoreIdentity, number> = { ...DEFAULTS };
  for (const field of ["seed", "accounts"] as const) {
    identity[field] = saved?.[field] ?? wanted[field] ?? DEFAULTS[field];
    if (wanted[field] === undefined || wanted[field] === identity[field]) continue;
    throw new VenueDataError({
      message: `The data directory ${directory.path} belongs to a venue with ${field} ${identity[field]}, not ${wanted[field]}.`,
      action: `Leave ${field} out, or choose another directory.`,
      context: { directory: directory.path, field },
    });
  }
  return identity;
}

/** What the journal says after the snapshot: calls of the engine, and tables brought up to date. */
function readChanges(directory: DataDirectory, saved: SavedVenue | undefined, logger: Logger) {
  const entries: JournalEntry[] = [];
  const tables = new Map<string, Map<string, unknown>>();
  let lastAt = saved?.at ?? 0;
  for (const [name, rows] of Object.entries((decode(saved?.tables) ?? {}) as SavedVenue["tables"])) {
    tables.set(name, new Map(rows));
  }
  const name = journalName(saved?.generation ?? 0);
  const content = (saved === undefined ? undefined : directory.read(name)) ?? Buffer.alloc(0);
  const { records, soundBytes, damagedLine } = readLines(content);
  if (damagedLine !== undefined) {
    throw refusal(directory, `Line ${damagedLine} of ${name} in ${directory.path} is damaged`);
  }
  if (soundBytes < content.length) {
    logger.log("warn", "venue: the journal ended in the middle of a record, which nobody was told of", {
      file: directory.file(name),
      bytes: content.length - soundBytes,
    });
  }
  for (const record of records as readonly (JournalEntry | KeptChange)[]) {
    if ("call" in record) {
      entries.push(record);
      lastAt = Math.max(lastAt, record.at);
      continue;
    }
    const table = tables.get(record.table) ?? new Map<string, unknown>();
    if ("value" in record) table.set(record.key, decode(record.value));
    else table.delete(record.key);
    tables.set(record.table, table);
  }
  return {
    entries,
    lastAt,
    tables: Object.fromEntries([...tables].map(([table, rows]) => [table, [...rows]] as const)),
  };
}

function replayOne(directory: DataDirectory, engine: Engine, entry: JournalEntry, logger: Logger): void {
  if (!(entry.call in engine)) {
    throw refusal(directory, `The journal in ${directory.path} names a call this release does not know`);
  }
  try {
    engine.replay(entry);
  } catch (error) {
    // It failed in the same way, and changed as much, when it was called.
    logger.log("warn", "venue: a call that had failed failed again", { call: entry.call, error: String(error) });
  }
}

function refusal(directory: DataDirectory, what: string): VenueDataError {
  return new VenueDataError({
    message: `${what}.`,
    action: "Use the release that wrote it, a copy of it, or another directory.",
    context: { directory: directory.path },
  });
}
