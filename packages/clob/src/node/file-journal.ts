import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { type Clock, JournalError, type Logger, noopLogger, systemClock } from "@pm/core-types";
import type { Journal, JournalRecord } from "../journal/journal.ts";
import { createJournalIndex } from "../journal/journal-index.ts";
import { DEFAULT_KEEP_KEYS_MS } from "../journal/memory-journal.ts";
import { decodeLine, encodeLine } from "./line.ts";
import { lockFile } from "./lock.ts";

/** Settings of {@link openFileJournal}; everything has a default. */
export type FileJournalOptions = {
  /**
   * `always` (default): a record is on the disk when `append` resolves, and survives a power cut. `never`: it is with
   * the operating system, and survives a crash of this process but not of the machine.
   */
  readonly fsync?: "always" | "never";
  /** How long after its order was closed an idempotency key is remembered; milliseconds, default a week. */
  readonly keepKeysMs?: number;
  /** The file is rewritten when it is larger than this and mostly of no use any more; bytes, default 8 MiB. */
  readonly compactAtBytes?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
};

/** A journal in a file, and what it looks like inside. */
export type FileJournal = Journal & {
  /** Bytes of the file, and orders remembered. */
  readonly stats: () => { readonly bytes: number; readonly orders: number; readonly compactions: number };
};

type Waiting = {
  readonly records: readonly JournalRecord[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Opens a journal file, or begins one (readable by its owner only). One process at a time may have it. A torn end, as
 * a crash leaves it, is cut off: nothing in it was ever said to be kept.
 *
 * @throws {JournalError} another process has it, it cannot be read or written, or it is damaged before its end.
 */
export async function openFileJournal(path: string, options: FileJournalOptions = {}): Promise<FileJournal> {
  const {
    fsync = "always",
    compactAtBytes = 8 * 1024 * 1024,
    clock = systemClock,
    logger = noopLogger,
  } = options;
  const index = createJournalIndex(options.keepKeysMs ?? DEFAULT_KEEP_KEYS_MS);
  const unlock = lockFile(path);
  let handle: FileHandle;
  let bytes: number;
  try {
    await rm(`${path}.new`, { force: true });
    bytes = await load(path, index.apply, logger);
    handle = await open(path, "a", 0o600);
    await handle.truncate(bytes);
    await syncFolder(path);
  } catch (cause) {
    unlock();
    throw asJournalError(path, "opened", cause);
  }

  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let failure: JournalError | undefined;
  let closed = false;
  let compactions = 0;
  let liveBytes = bytes;

  /** Appends made while one is being written go together in the next: one wait for the disk serves them all. */
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        if (failure !== undefined) throw failure;
        await write(group.flatMap(({ records }) => records));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(asJournalError(path, "written", error));
      }
    }
  };

  const drainSoon = (): void => {
    writing ??= drain().finally(() => {
      writing = undefined;
      // Something may have come after the last look and before this.
      if (waiting.length > 0) drainSoon();
    });
  };

  const write = async (records: readonly JournalRecord[]): Promise<void> => {
    const text = Buffer.from(records.map(encodeLine).join(""), "utf8");
    try {
      await handle.appendFile(text);
      if (fsync === "always") await handle.datasync();
    } catch (error) {
      await takeBack(error);
      throw error;
    }
    bytes += text.length;
    for (const record of records) index.apply(record);
    if (bytes > compactAtBytes && bytes > 2 * liveBytes) await compact();
  };

  /** Half a group must not stay in the file: what follows it would look damaged. */
  const takeBack = async (cause: unknown): Promise<void> => {
    try {
      await handle.truncate(bytes);
    } catch {
      failure = asJournalError(path, "written, nor its half-written end removed", cause);
    }
  };

  /** Writes what is still needed into a new file and puts it in the place of the old one. */
  const compact = async (): Promise<void> => {
    try {
      const text = Buffer.from(index.live(clock.now()).map(encodeLine).join(""), "utf8");
      const next = await open(`${path}.new`, "w", 0o600);
      await next.appendFile(text);
      await next.sync();
      await next.close();
      await rename(`${path}.new`, path);
      await syncFolder(path);
      const fresh = await open(path, "a", 0o600);
      await handle.close();
      handle = fresh;
      bytes = text.length;
      liveBytes = text.length;
      compactions += 1;
    } catch (error) {
      // The old file is whole and still being written to; the next group tries again.
      logger.log("warn", "The journal could not be compacted", {
        path,
        reason: String((error as Error).message),
      });
      liveBytes = bytes;
    }
  };

  return {
    append: (records) => {
      if (closed) return Promise.reject(asJournalError(path, "written: it is closed", undefined));
      return new Promise((resolve, reject) => {
        waiting.push({ records, resolve, reject });
        drainSoon();
      });
    },
    read: async (scope) => {
      while (writing !== undefined) await writing;
      return index.read(scope);
    },
    stats: () => ({ bytes, orders: index.size(), compactions }),
    close: async () => {
      if (closed) return;
      closed = true;
      while (writing !== undefined) await writing;
      await handle.close();
      unlock();
    },
  };
}

/** Reads every record; returns where the good part of the file ends. */
async function load(path: string, apply: (record: JournalRecord) => void, logger: Logger): Promise<number> {
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
  let start = 0;
  while (start < content.length) {
    const end = content.indexOf(0x0a, start);
    const record = end === -1 ? undefined : decodeLine(content.toString("utf8", start, end));
    if (record === undefined) {
      refuseDamage(path, content, start);
      logger.log("warn", "The journal's torn end was cut off", { path, bytes: content.length - start });
      return start;
    }
    apply(record);
    start = end + 1;
  }
  return start;
}

/** A torn end has nothing whole after it; anything else is damage that somebody has to look at. */
function refuseDamage(path: string, content: Buffer, from: number): void {
  for (let start = content.indexOf(0x0a, from) + 1; start > 0 && start < content.length; ) {
    const end = content.indexOf(0x0a, start);
    if (end === -1) return;
    if (decodeLine(content.toString("utf8", start, end)) !== undefined) {
      throw new JournalError({
        message: `The journal ${path} is damaged at byte ${from}: whole records follow a broken one.`,
        action: "Restore it from a copy, or move it away after checking the venue's open orders.",
        context: { path, offset: from },
      });
    }
    start = end + 1;
  }
}

/** A new name in a folder is durable only when the folder is. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(dirname(path), "r");
    await folder.sync().finally(() => folder.close());
  } catch {
    // Some platforms cannot open folders; their file systems keep names themselves.
  }
}

function asJournalError(path: string, what: string, cause: unknown): JournalError {
  if (cause instanceof JournalError) return cause;
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return new JournalError({
    message: `The journal ${path} could not be ${what}${reason}.`,
    context: { path },
    ...(cause === undefined ? {} : { cause }),
  });
}
