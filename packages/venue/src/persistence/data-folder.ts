import { VenueDataError } from "../errors.ts";
import { guarded, openDirectory } from "./directory.ts";
import type { SavedVenue } from "./durable.ts";
import { createJournalFile, type JournalFile } from "./journal-file.ts";
import { encodeLine, readLines } from "./lines.ts";

/** One line of the journal. */
export type JournalLine = { readonly part: string; readonly change: unknown };

/** The folder a venue keeps itself in. */
export type DataFolder = {
  /** The last snapshot, if there is one. */
  readonly saved: SavedVenue | undefined;
  /** Changes since that snapshot, oldest first. */
  readonly lines: readonly JournalLine[];
  /** Bytes of a last line that a crash tore, and that were dropped. */
  readonly tornBytes: number;
  /**
   * Appends a line; it is in the system's hands when this returns, so that it survives a killed process. Only after
   * the first `compact`.
   */
  readonly append: (line: JournalLine) => void;
  /** Brings everything appended to the disk itself, so that it survives a machine that loses its power. */
  readonly sync: () => void;
  /** Writes a snapshot and starts an empty journal. */
  readonly compact: (saved: SavedVenue) => void;
  /** True when the journal has become so long that a snapshot is worth it. */
  readonly isLong: () => boolean;
  /** Gives the folder up as it is. */
  readonly close: () => void;
};

/** How a folder is written. */
export type DataFolderOptions = {
  /** Every line is on the disk itself before `append` returns. Default: only when `sync` is called. */
  readonly syncEveryLine?: boolean;
  /** Bytes of journal from which `isLong` is true, unless twice the snapshot is more. Default 64 MB. */
  readonly longBytes?: number;
};

type Head = SavedVenue & { readonly format: string; readonly journal: number };

const SNAPSHOT = "snapshot.json";
const FORMAT = "pm-venue";
const LONG_BYTES = 64_000_000;

const journalName = (number: number): string => `journal-${number}.jsonl`;

/**
 * Opens a data folder, made if it is missing. Without a snapshot it is new: a journal alone comes from a venue that
 * was killed before it was ready.
 *
 * @throws {VenueDataError} when the folder cannot be written, is used by a running venue, is damaged, or was written
 * in another form.
 */
export function openDataFolder(folder: string, options: DataFolderOptions = {}): DataFolder {
  const directory = openDirectory(folder);
  const refuse = (message: string): never => {
    throw new VenueDataError({
      message,
      action: "Use the release that wrote the folder, a copy of it, or an empty one.",
      context: { folder: directory.path },
    });
  };

  const readHead = (): Head | undefined => {
    const content = directory.read(SNAPSHOT);
    if (content === undefined) return undefined;
    const head = readLines(content).records[0] as Head | undefined;
    if (head?.format !== FORMAT)
      return refuse(`${SNAPSHOT} in ${directory.path} is damaged, or no venue wrote it.`);
    if (head.version === 1) return head;
    return refuse(
      `The folder ${directory.path} is of version ${head.version}; this release reads version 1.`,
    );
  };

  const readJournal = (name: string) => {
    const content = directory.read(name) ?? Buffer.alloc(0);
    const { records, soundBytes, damagedLine } = readLines(content);
    if (damagedLine !== undefined) refuse(`${name} in ${directory.path} is damaged at line ${damagedLine}.`);
    return { lines: records as readonly JournalLine[], tornBytes: content.length - soundBytes };
  };

  try {
    const head = readHead();
    const past = head === undefined ? { lines: [], tornBytes: 0 } : readJournal(journalName(head.journal));
    let number = head?.journal ?? 0;
    let file: JournalFile | undefined;
    let longBytes = 0;
    return {
      saved: head,
      ...past,
      append: (line) => guarded(directory.path, () => file?.append(line)),
      sync: () => guarded(directory.path, () => file?.sync()),
      isLong: () => (file?.bytes() ?? 0) > longBytes,
      compact: (saved) => {
        const next = number + 1;
        const path = directory.file(journalName(next));
        const fresh = guarded(directory.path, () => createJournalFile(path, options.syncEveryLine ?? false));
        const text = encodeLine(1, { ...saved, format: FORMAT, journal: next } satisfies Head);
        // From here on the new journal counts; renaming the snapshot is the one step that decides it.
        directory.replace(SNAPSHOT, text);
        file?.close();
        file = fresh;
        number = next;
        longBytes = Math.max(options.longBytes ?? LONG_BYTES, 2 * text.length);
        directory.clean((name) => /^journal-\d+\.jsonl$/.test(name) && name !== journalName(next));
      },
      close: () => {
        file?.close();
        file = undefined;
        directory.release();
      },
    };
  } catch (error) {
    directory.release();
    throw error;
  }
}
