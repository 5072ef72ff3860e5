import { createMemoryJournal, type Journal, type JournalRecord } from "@pm/clob";
import { type Clock, JournalError, type Random, sleep } from "@pm/core-types";
import type { Life } from "./life.ts";

/** What the disk was asked to keep of one order before it was sent. */
export type KeptIntent = {
  readonly key: string | undefined;
  /** The disk said no: these bytes must never reach the venue. */
  readonly refused: boolean;
};

/** The disk under a process: it outlives it, takes its time, fails now and then, and is torn by a crash. */
export type Disk = {
  /** The journal as one life of the process has it. */
  readonly mount: (life: Life) => Journal;
  /** The process died: of what was being written, some first part is there. */
  readonly tear: () => void;
  /** Refuses everything of this scope from now on: a wallet with a broken disk of its own. */
  readonly breakFor: (part: string) => void;
  readonly intents: () => ReadonlyMap<string, KeptIntent>;
  /** Orders of which a life said that nothing can change any more; where the disk refused it, their facts tell the next. */
  readonly closed: () => ReadonlySet<string>;
};

/** A disk whose writes take up to `writeMs` and fail with `failure` probability. */
export function createDisk(clock: Clock, random: Random, writeMs: number, failure: number): Disk {
  const store = createMemoryJournal();
  const intents = new Map<string, KeptIntent>();
  const closed = new Set<string>();
  const broken: string[] = [];
  let writing: readonly JournalRecord[] | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const keep = (records: readonly JournalRecord[]): void => {
    void store.append(records);
  };

  const noteIntents = (records: readonly JournalRecord[], refused: boolean): void => {
    for (const record of records) {
      if (record.type === "intent") intents.set(record.orderId, { key: record.key, refused });
    }
  };

  const write = async (life: Life, records: readonly JournalRecord[]): Promise<void> => {
    if (life.dead()) return life.never();
    writing = records;
    noteIntents(records, false);
    for (const record of records) if (record.type === "closed") closed.add(record.orderId);
    await sleep(clock, Math.floor(random.next() * writeMs));
    if (life.dead()) return life.never();
    writing = undefined;
    const fails =
      random.next() < failure || records.some(({ scope }) => broken.some((part) => scope.includes(part)));
    if (fails) {
      noteIntents(records, true);
      throw new JournalError({ message: "The disk is full." });
    }
    keep(records);
  };

  return {
    mount: (life) => ({
      append: (records) => {
        const written = last.then(() => write(life, records));
        // A process that died waits for nothing any more, and nobody waits for it.
        last = Promise.race([written.catch(() => {}), life.died]);
        return written;
      },
      read: (scope) => store.read(scope),
      close: async () => {},
    }),
    tear: () => {
      if (writing !== undefined) keep(writing.slice(0, Math.floor(random.next() * (writing.length + 1))));
      writing = undefined;
    },
    breakFor: (part) => {
      broken.push(part.toLowerCase());
    },
    intents: () => intents,
    closed: () => closed,
  };
}
