import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { VenueDataError } from "../errors.ts";

/** A directory that one venue has for itself. */
export type DataDirectory = {
  readonly path: string;
  readonly file: (name: string) => string;
  /** Undefined when there is no such file. */
  readonly read: (name: string) => Buffer | undefined;
  /** Replaces a file: after a crash it is the old or the new one, never a part. */
  readonly replace: (name: string, content: string) => void;
  /** Removes every file whose name `unwanted` names. */
  readonly clean: (unwanted: (name: string) => boolean) => void;
  readonly release: () => void;
};

const LOCK = "lock";
/** Directories that venues of this process hold. */
const held = new Set<string>();

/** Makes a directory where it is missing, and locks it. @throws {VenueDataError} when it cannot be used. */
export function openDirectory(path: string): DataDirectory {
  const root = resolve(path);
  const file = (name: string): string => join(root, name);
  return guarded(root, () => {
    make(root);
    lock(root, file(LOCK));
    return {
      path: root,
      file,
      read: (name) => guarded(root, () => readIfThere(file(name))),
      replace: (name, content) => guarded(root, () => replace(root, file(name), content)),
      clean: (unwanted) =>
        guarded(root, () => {
          for (const name of readdirSync(root)) if (unwanted(name)) rmSync(file(name), { force: true });
        }),
      release: () => {
        if (held.delete(root)) rmSync(file(LOCK), { force: true });
      },
    };
  });
}

/** Makes a directory step by step: Node's own recursion never ends below a folder such as `/proc/self`. */
function make(path: string): void {
  if (existsSync(path)) return;
  make(dirname(path));
  mkdirSync(path);
}

/** Runs file work, and names the directory when it fails. @throws {VenueDataError} */
export function guarded<Result>(root: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    if (code === undefined || error instanceof VenueDataError) throw error;
    throw new VenueDataError({
      message: `The venue cannot write to ${root}: ${REASONS[code] ?? String(error)} (${code}).`,
      action: "Choose a folder that this user may write to, on a disk with free space.",
      context: { directory: root, code },
      cause: error,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "it is on a read-only disk",
  ENOSPC: "its disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "it is a file",
  EIO: "the disk fails",
  ENOENT: "it is gone",
};

/**
 * A lock file with the owner's process id. Kill −9 leaves it behind, so it counts only while that process lives;
 * a process of our own number can only be this one, started again in a container.
 */
function lock(root: string, path: string): void {
  const owner = Number(readIfThere(path)?.toString("utf8").trim() ?? Number.NaN);
  const another = Number.isSafeInteger(owner) && owner > 0 && owner !== process.pid && lives(owner);
  if (another || held.has(root)) {
    throw new VenueDataError({
      message: `The folder ${root} is used by another venue, process ${another ? owner : process.pid}.`,
      action: `Stop that venue or use another folder; if that process is no venue, remove ${path}.`,
      context: { directory: root, process: another ? owner : process.pid },
    });
  }
  writeWhole(path, `${process.pid}\n`);
  held.add(root);
}

function lives(id: number): boolean {
  try {
    process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // A killed process whose parent has not looked yet still has its number.
  const stat = `/proc/${id}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, "utf8"));
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function writeWhole(path: string, content: string): void {
  const bytes = Buffer.from(content);
  const file = openSync(path, "w");
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function replace(root: string, path: string, content: string): void {
  writeWhole(`${path}.new`, content);
  renameSync(`${path}.new`, path);
  const directory = openSync(root, "r");
  try {
    // The rename itself must be on the disk before the old journal goes.
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
