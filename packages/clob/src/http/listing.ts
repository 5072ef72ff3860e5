import { IncompleteDataError, isPolymarketError } from "@pm/core-types";
import { readPage, type WirePage } from "../wire/page.ts";
import { fetchJson, type Query } from "./call.ts";
import type { CallOptions, ClobContext } from "./context.ts";

/** A row that could not be read. */
export type RejectedRow = { readonly reason: string; readonly raw: unknown };

/** One page of a list. */
export type Page<T> = {
  readonly items: readonly T[];
  /** Rows that could not be read; they are also logged and counted. */
  readonly rejected: readonly RejectedRow[];
  /** Undefined on the last page. */
  readonly nextCursor: string | undefined;
};

/** A whole walk through a list. */
export type Collected<T> = {
  readonly items: readonly T[];
  /** True only when the venue said that this was the end and every row could be read. */
  readonly complete: boolean;
  readonly rejected: readonly RejectedRow[];
  readonly pages: number;
};

/** A list that is read page by page: iterate over its pages, over its `items()`, or `collect()` it. */
export type Listing<T> = AsyncIterable<Page<T>> & {
  readonly items: () => AsyncIterable<T>;
  /**
   * Reads to the venue's end mark, or until `maxPages`.
   *
   * @throws {IncompleteDataError} when the walk cannot be finished; the failed page's own error when it is the first.
   */
  readonly collect: (options?: { readonly maxPages?: number }) => Promise<Collected<T>>;
};

type Source<T> = {
  readonly path: string;
  readonly query?: Query;
  readonly read: (row: unknown, endpoint: string) => T;
  /** Sends one page's request; default: a public read. */
  readonly fetch?: (query: Query) => Promise<WirePage>;
};

/** A list over a cursor route of the exchange. Nothing is fetched before it is iterated. */
export function createListing<T>(context: ClobContext, source: Source<T>, options?: CallOptions): Listing<T> {
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
      cursor = page.next;
      yield { ...readRows(context, page, source.read, endpoint), nextCursor: cursor };
      if (cursor !== undefined && seen.has(cursor))
        throw incomplete(endpoint, seen.size + 1, "a cursor came twice");
      if (cursor !== undefined) seen.add(cursor);
    } while (cursor !== undefined);
  }

  return {
    [Symbol.asyncIterator]: pages,
    items: async function* () {
      for await (const page of pages()) yield* page.items;
    },
    collect: (limits = {}) => collect(endpoint, pages(), limits.maxPages ?? Number.POSITIVE_INFINITY),
  };
}

function readRows<T>(
  context: ClobContext,
  page: WirePage,
  read: (row: unknown, endpoint: string) => T,
  endpoint: string,
): { readonly items: readonly T[]; readonly rejected: readonly RejectedRow[] } {
  const items: T[] = [];
  const rejected: RejectedRow[] = [];
  for (const row of page.rows) {
    try {
      items.push(read(row, endpoint));
    } catch (error) {
      if (!isPolymarketError(error)) throw error;
      rejected.push({ reason: error.message, raw: row });
      context.logger.log("warn", "A row could not be read", { endpoint, reason: error.message });
      context.telemetry.count("pm_rejected_rows_total", { endpoint });
    }
  }
  return { items, rejected };
}

async function collect<T>(
  endpoint: string,
  pages: AsyncIterable<Page<T>>,
  maxPages: number,
): Promise<Collected<T>> {
  const items: T[] = [];
  const rejected: RejectedRow[] = [];
  let count = 0;
  let ended = true;
  try {
    for await (const page of pages) {
      count += 1;
      items.push(...page.items);
      rejected.push(...page.rejected);
      ended = page.nextCursor === undefined;
      if (count >= maxPages) break;
    }
  } catch (error) {
    if (count === 0 || error instanceof IncompleteDataError) throw error;
    throw incomplete(endpoint, count, error instanceof Error ? error.message : String(error), error);
  }
  return { items, complete: ended && rejected.length === 0, rejected, pages: count };
}

function incomplete(endpoint: string, pages: number, reason: string, cause?: unknown): IncompleteDataError {
  return new IncompleteDataError({
    message: `${endpoint} broke off after ${pages} pages: ${reason}.`,
    context: { endpoint, pages, reason },
    ...(cause === undefined ? {} : { cause }),
  });
}
