import { IncompleteDataError, isPolymarketError } from "@pm/core-types";
import { readPage } from "../wire/page.ts";
import { fetchJson, type Query } from "./call.ts";
import type { CallOptions, ClobContext } from "./context.ts";

/** One page of a list. */
export type Page<T> = {
  readonly items: readonly T[];
  /** Rows that could not be read; they are logged and counted, never silently dropped. */
  readonly malformed: number;
};

/** A list that arrives in pages. Iterate it for items; nothing is fetched before that. */
export type Pages<T> = AsyncIterable<T> & {
  /** Pages as they come. */
  readonly pages: () => AsyncIterable<Page<T>>;
  /**
   * Every item, walked to the venue's own end mark.
   *
   * @throws {IncompleteDataError} when the walk cannot be finished, or a row cannot be read unless
   * `skipMalformed` is set.
   */
  readonly all: (options?: { readonly skipMalformed?: boolean }) => Promise<readonly T[]>;
};

type Source<T> = {
  readonly path: string;
  readonly query?: Query;
  readonly read: (row: unknown, endpoint: string) => T;
  /** Sends one page's request; default: a public read. */
  readonly fetch?: (query: Query) => Promise<ReturnType<typeof readPage>>;
};

/** A list over a cursor route of the exchange. */
export function listPages<T>(context: ClobContext, source: Source<T>, options?: CallOptions): Pages<T> {
  const endpoint = `GET ${source.path}`;
  const fetchPage =
    source.fetch ??
    ((query: Query) =>
      fetchJson(context, { method: "GET", path: source.path, endpoint, query }, readPage, options));

  async function* pages(): AsyncGenerator<Page<T>> {
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await fetchPage({ ...source.query, next_cursor: cursor });
      const items: T[] = [];
      let malformed = 0;
      for (const row of page.rows) {
        try {
          items.push(source.read(row, endpoint));
        } catch (error) {
          if (!isPolymarketError(error)) throw error;
          malformed += 1;
          context.logger.log("warn", "A row could not be read", { endpoint, reason: error.message });
          context.telemetry.count("pm_malformed_rows_total", { endpoint });
        }
      }
      yield { items, malformed };
      cursor = page.next;
      if (cursor !== undefined) {
        if (seen.has(cursor)) throw incomplete(endpoint, `the cursor ${cursor} came twice`);
        seen.add(cursor);
      }
    } while (cursor !== undefined);
  }

  async function* items(): AsyncGenerator<T> {
    for await (const page of pages()) yield* page.items;
  }

  return {
    [Symbol.asyncIterator]: items,
    pages,
    all: async ({ skipMalformed = false } = {}) => {
      const all: T[] = [];
      for await (const page of pages()) {
        if (page.malformed > 0 && !skipMalformed)
          throw incomplete(endpoint, `${page.malformed} rows could not be read`);
        all.push(...page.items);
      }
      return all;
    },
  };
}

function incomplete(endpoint: string, reason: string): IncompleteDataError {
  return new IncompleteDataError({
    message: `${endpoint} could not be read whole: ${reason}.`,
    context: { endpoint, reason },
  });
}
