import { closeSync, fdatasyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { encodeLine } from "./lines.ts";

/** An append-only file of records. */
export type JournalFile = {
  /** Hands the record to the operating system; a failed write leaves the file as it was. */
  readonly append: (record: unknown) => void;
  /** Waits until everything appended is on the disk; does nothing when nothing was. */
  readonly sync: () => void;
  readonly bytes: () => number;
  readonly close: () => void;
};

/** Starts an empty journal at `path`. With `everyRecord`, each record is on the disk before `append` returns. */
export function createJournalFile(path: string, everyRecord: boolean): JournalFile {
  const file = openSync(path, "w");
  let bytes = 0;
  let number = 0;
  let dirty = false;

  const write = (line: Buffer): void => {
    for (let done = 0; done < line.length; ) {
      done += writeSync(file, line, done, line.length - done, bytes + done);
    }
  };

  /** Half a line must not stand in front of the next one; where it cannot be cut off, the next one overwrites it. */
  const cut = (): void => {
    try {
      ftruncateSync(file, bytes);
    } catch {
      // The failed write is what the caller has to hear of.
    }
  };

  const sync = (): void => {
    if (!dirty) return;
    fdatasyncSync(file);
    dirty = false;
  };

  return {
    append: (record) => {
      const line = Buffer.from(encodeLine(number + 1, record));
      try {
        write(line);
        dirty = true;
        if (everyRecord) sync();
      } catch (error) {
        cut();
        throw error;
      }
      number++;
      bytes += line.length;
    },
    sync,
    bytes: () => bytes,
    close: () => closeSync(file),
  };
}
