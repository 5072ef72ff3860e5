import type { Journal } from "./journal.ts";
import { createJournalIndex } from "./journal-index.ts";

/** A week: long enough for a job that is restarted by hand on Monday. */
export const DEFAULT_KEEP_KEYS_MS = 7 * 86_400_000;

/** A journal that lasts as long as the process: for tests, and for several accounts that share one. */
export function createMemoryJournal(options: { readonly keepKeysMs?: number } = {}): Journal {
  const index = createJournalIndex(options.keepKeysMs ?? DEFAULT_KEEP_KEYS_MS);
  return {
    append: async (records) => {
      for (const record of records) index.apply(record);
      const last = records.at(-1);
      if (last?.type === "closed") index.live(last.at);
    },
    read: async (scope) => index.read(scope),
    close: async () => {},
  };
}
