import { createWriteStream, statSync, type WriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { finished, type Writable } from "node:stream";
import { type CancelTimer, type Clock, systemClock } from "@pm/core-types";
import { RECORDING_HEADER, type RecordingEntry, writeEntry } from "../recording/entry.ts";
import { type Compressor, compressionOf, loadCompressor } from "./compression.ts";

/** Settings of {@link createRecordingFile}. */
export type RecordingFileOptions = {
  /**
   * `.gz` and `.zst` are compressed. From the second file on a number goes before the first dot of the name; a file
   * that is there already is never touched, so a recorder that was killed can simply be started again.
   */
  readonly path: string;
  /** A new file is begun after this many bytes of text; default 1 GiB. */
  readonly rotateBytes?: number;
  /** What was written reaches the disk at least this often; default 1,000 ms. */
  readonly flushMs?: number;
  /** Bytes that may wait for the disk; beyond them entries are dropped and counted. Default 64 MiB. */
  readonly maxPendingBytes?: number;
  readonly clock?: Clock;
};

/** A recording being written. */
export type RecordingFile = {
  /** Takes one entry; never blocks, never throws. */
  readonly write: (entry: RecordingEntry) => void;
  readonly stats: () => {
    readonly entries: number;
    readonly bytes: number;
    readonly dropped: number;
    readonly files: readonly string[];
  };
  /** Writes what waits and closes the file. @throws what the file system said, if it failed. */
  readonly close: () => Promise<void>;
};

/**
 * Begins a recording. A process that dies leaves a file that is readable up to the last flush.
 *
 * @throws what the file system says, such as EACCES, before anything is recorded.
 */
export async function createRecordingFile(options: RecordingFileOptions): Promise<RecordingFile> {
  const {
    path,
    rotateBytes = 1024 ** 3,
    flushMs = 1_000,
    maxPendingBytes = 64 * 1024 ** 2,
    clock = systemClock,
  } = options;
  const files: string[] = [];
  const finishing: Promise<void>[] = [];
  let entries = 0;
  let bytes = 0;
  let dropped = 0;
  let inFile = 0;
  let failure: unknown;
  let closed = false;
  let cancelFlush: CancelTimer | undefined;

  // Fails here, with the path in the message, rather than while recording.
  await (await open(path, "a")).close();
  const compression = compressionOf(path);
  const compress = compression === "none" ? undefined : await loadCompressor(compression);
  let tried = 0;

  const begin = (): Part => {
    let name = numbered(path, tried++);
    while (!isFree(name)) name = numbered(path, tried++);
    files.push(name);
    const part = openPart(name, compress?.());
    finishing.push(
      part.finished.catch((error: unknown) => {
        failure ??= error;
      }),
    );
    inFile = 0;
    part.input.write(`${JSON.stringify({ ...RECORDING_HEADER, startedAt: clock.now() })}\n`);
    return part;
  };
  let part = begin();

  const flush = () => {
    part.flush();
    cancelFlush = clock.setTimer(flushMs, flush, { background: true });
  };
  cancelFlush = clock.setTimer(flushMs, flush, { background: true });

  return {
    write: (entry) => {
      if (closed) return;
      if (failure !== undefined || part.pending() > maxPendingBytes) {
        dropped++;
        return;
      }
      const line = `${writeEntry(entry)}\n`;
      if (inFile > 0 && inFile + line.length > rotateBytes) {
        part.input.end();
        part = begin();
      }
      part.input.write(line);
      entries++;
      bytes += line.length;
      inFile += line.length;
    },
    stats: () => ({ entries, bytes, dropped, files: [...files] }),
    close: async () => {
      closed = true;
      cancelFlush?.();
      part.input.end();
      await Promise.all(finishing);
      if (failure !== undefined) throw failure;
    },
  };
}

/** One file of a recording. */
type Part = {
  readonly input: Writable;
  readonly flush: () => void;
  /** Bytes taken and not yet handed to the disk. */
  readonly pending: () => number;
  readonly finished: Promise<void>;
};

function openPart(name: string, compress: Compressor | undefined): Part {
  const file: WriteStream = createWriteStream(name, { flags: "a" });
  const whenDone = new Promise<void>((resolve, reject) => {
    finished(file, (error) => (error ? reject(error) : resolve()));
  });
  if (compress === undefined) {
    return { input: file, flush: () => {}, pending: () => file.writableLength, finished: whenDone };
  }
  compress.on("error", (error) => file.destroy(error));
  compress.pipe(file);
  return {
    input: compress,
    flush: () => compress.flush(),
    pending: () => compress.writableLength + compress.readableLength + file.writableLength,
    finished: whenDone,
  };
}

function isFree(name: string): boolean {
  return (statSync(name, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

/** `a/b.jsonl.gz` → `a/b.2.jsonl.gz` for the second file. */
function numbered(path: string, index: number): string {
  if (index === 0) return path;
  const slash = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1;
  const dot = path.indexOf(".", slash + 1);
  const at = dot < 0 ? path.length : dot;
  return `${path.slice(0, at)}.${index + 1}${path.slice(at)}`;
}
