import type { JournalRecord } from "./journal.ts";

/** What a journal still has to remember, by scope and order. */
export type JournalIndex = {
  readonly apply: (record: JournalRecord) => void;
  readonly read: (scope: string) => readonly JournalRecord[];
  /** Every record still needed, in an order that rebuilds this index; forgets keys older than `keepKeysMs`. */
  readonly live: (now: number) => readonly JournalRecord[];
  /** Orders remembered. */
  readonly size: () => number;
};

type Entry = {
  readonly records: JournalRecord[];
  readonly key: string | undefined;
  closedAt: number | undefined;
};

/**
 * An index that keeps open orders whole, and closed orders only while their idempotency key may be asked for again.
 *
 * @param keepKeysMs how long after its order was closed a key is remembered.
 */
export function createJournalIndex(keepKeysMs: number): JournalIndex {
  const scopes = new Map<string, Map<string, Entry>>();

  const entriesOf = (scope: string): Map<string, Entry> => {
    let entries = scopes.get(scope);
    if (entries === undefined) {
      entries = new Map();
      scopes.set(scope, entries);
    }
    return entries;
  };

  return {
    apply: (record) => {
      const entries = entriesOf(record.scope);
      if (record.type === "intent") {
        if (!entries.has(record.orderId)) {
          entries.set(record.orderId, { records: [record], key: record.key, closedAt: undefined });
        }
        return;
      }
      const entry = entries.get(record.orderId);
      if (entry === undefined) return;
      if (record.type === "void" || (record.type === "closed" && entry.key === undefined)) {
        entries.delete(record.orderId);
        return;
      }
      entry.records.push(record);
      if (record.type === "closed") entry.closedAt = record.at;
    },
    read: (scope) => [...(scopes.get(scope)?.values() ?? [])].flatMap((entry) => entry.records),
    live: (now) => {
      const live: JournalRecord[] = [];
      for (const entries of scopes.values()) {
        for (const [id, entry] of entries) {
          if (entry.closedAt !== undefined && now - entry.closedAt > keepKeysMs) entries.delete(id);
          else live.push(...entry.records);
        }
      }
      return live;
    },
    size: () => [...scopes.values()].reduce((total, entries) => total + entries.size, 0),
  };
}
