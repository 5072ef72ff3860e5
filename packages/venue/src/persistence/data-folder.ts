import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { VenueUsageError } from "../errors.ts";
import type { SavedVenue } from "./durable.ts";

/** One line of the journal. */
export type JournalLine = { readonly part: string; readonly change: unknown };

/** The folder a venue keeps itself in. */
export type DataFolder = {
  /** The last snapshot, if there is one. */
  readonly saved: SavedVenue | undefined;
  /** Changes since that snapshot, oldest first. */
  readonly lines: readonly JournalLine[];
  /** Appends a line; it is in the system's hands when this returns, so that it survives a killed process. */
  readonly append: (line: JournalLine) => void;
  /** Writes a snapshot and starts an empty journal. */
  readonly compact: (saved: SavedVenue) => void;
  /** Lines since the last snapshot. */
  readonly length: () => number;
  readonly close: () => void;
};

const SNAPSHOT = "snapshot.json";
const LOCK = "lock";

type Head = SavedVenue & { readonly journal: number };

/**
 * Opens a data folder, made if it is missing. A line that was torn by a crash, the last one, is dropped.
 *
 * @throws {VenueUsageError} when the folder cannot be written, is used by a running venue, or holds something else.
 */
export function openDataFolder(folder: string): DataFolder {
  const path = (name: string): string => join(folder, name);
  const journalPath = (number: number): string => path(`journal-${number}.jsonl`);
  guard(folder, () => mkdirSync(folder, { recursive: true }));
  lock(folder, path(LOCK));

  const head = readHead(path(SNAPSHOT));
  let number = head?.journal ?? 0;
  const lines = readLines(journalPath(number));
  // A crash between writing a snapshot and removing what it replaced leaves old journals behind.
  for (const name of readdirSync(folder)) {
    if (/^journal-\d+\.jsonl$/.test(name) && name !== `journal-${number}.jsonl`) rmSync(path(name));
  }
  writeWhole(journalPath(number), lines);
  let file = guard(folder, () => openSync(journalPath(number), "a"));
  let length = lines.length;

  return {
    saved: head,
    lines,
    length: () => length,
    append: (line) => {
      writeSync(file, `${JSON.stringify(line)}\n`);
      length += 1;
    },
    compact: (saved) => {
      const next = number + 1;
      const nextFile = openSync(journalPath(next), "a");
      const draft = path(`${SNAPSHOT}.draft`);
      writeFileSync(draft, JSON.stringify({ ...saved, journal: next } satisfies Head));
      // From here on the new journal counts; renaming is the one step that decides it.
      renameSync(draft, path(SNAPSHOT));
      closeSync(file);
      rmSync(journalPath(number), { force: true });
      file = nextFile;
      number = next;
      length = 0;
    },
    close: () => {
      closeSync(file);
      rmSync(path(LOCK), { force: true });
    },
  };
}

/** Rewrites the journal without a torn last line, so that new lines do not continue it. */
function writeWhole(path: string, lines: readonly JournalLine[]): void {
  if (!existsSync(path)) return;
  const whole = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  if (readFileSync(path, "utf8") !== whole) writeFileSync(path, whole);
}

function readHead(path: string): Head | undefined {
  if (!existsSync(path)) return undefined;
  const head = JSON.parse(readFileSync(path, "utf8")) as Partial<Head>;
  if (head.version === 1 && typeof head.seed === "number" && typeof head.journal === "number") {
    return head as Head;
  }
  throw new VenueUsageError({
    message: `${path} is not a snapshot of this version of the venue.`,
    action: "Start with an empty folder.",
    context: { path },
  });
}

function readLines(path: string): JournalLine[] {
  if (!existsSync(path)) return [];
  const texts = readFileSync(path, "utf8").split("\n");
  const lines: JournalLine[] = [];
  for (const [index, text] of texts.entries()) {
    if (text === "") continue;
    try {
      lines.push(JSON.parse(text) as JournalLine);
    } catch (cause) {
      if (index === texts.length - 1) break;
      throw new VenueUsageError({
        message: `${path} is damaged at line ${index + 1}.`,
        action: "Restore the folder from a copy, or start with an empty one.",
        context: { path, line: index + 1 },
        cause,
      });
    }
  }
  return lines;
}

/** One venue per folder: the lock holds its process id, and a dead process holds nothing. */
function lock(folder: string, path: string): void {
  const owner = existsSync(path) ? Number.parseInt(readFileSync(path, "utf8"), 10) : undefined;
  if (owner !== undefined && owner !== process.pid && alive(owner)) {
    throw new VenueUsageError({
      message: `The folder ${folder} is used by another venue, process ${owner}.`,
      action: `Stop that venue, or use another folder. If process ${owner} is no venue, remove ${path}.`,
      context: { folder, process: owner },
    });
  }
  guard(folder, () => writeFileSync(path, String(process.pid)));
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // A killed process whose parent has not looked yet still has its number.
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, "utf8"));
}

function guard<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new VenueUsageError({
      message: `The venue cannot write to ${folder} (${(cause as NodeJS.ErrnoException).code ?? "unknown"}).`,
      action: "Choose a folder that this user may write.",
      context: { folder },
      cause,
    });
  }
}
