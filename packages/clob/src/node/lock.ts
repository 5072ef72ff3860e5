import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { JournalError } from "@pm/core-types";

/**
 * Holds a file for one process. A lock that a dead process left, or one from before the machine was started, is taken
 * over.
 *
 * @throws {JournalError} another live process, or this one, has it.
 */
export function lockFile(path: string): () => void {
  const lock = `${path}.lock`;
  const mine = `${process.pid} ${bootId()}`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(lock, mine, { flag: "wx", mode: 0o600 });
      return () => rmSync(lock, { force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") {
        throw new JournalError({
          message: `The journal ${path} cannot be locked: ${(cause as Error).message}.`,
          context: { path },
          cause,
        });
      }
      const holder = readHolder(lock);
      if (holder !== undefined && isAlive(holder)) {
        throw new JournalError({
          message: `The journal ${path} is in use by process ${holder.pid}.`,
          action: "Give each process its own journal, or stop the other one.",
          context: { path, pid: holder.pid },
        });
      }
      rmSync(lock, { force: true });
    }
  }
  throw new JournalError({ message: `The journal ${path} cannot be locked.`, context: { path } });
}

type Holder = { readonly pid: number; readonly boot: string };

function readHolder(lock: string): Holder | undefined {
  try {
    const [pid = "", boot = ""] = readFileSync(lock, "utf8").split(" ");
    const number = Number(pid);
    return Number.isSafeInteger(number) && number > 0 ? { pid: number, boot } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, boot }: Holder): boolean {
  if (boot !== bootId()) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user answers that it may not be signalled: it lives.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Changes with every start of the machine, where the platform tells it. */
function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "-";
  }
}
