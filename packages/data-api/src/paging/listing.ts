import { IncompleteDataError, isPolymarketError } from "@pm/core-types";
import type { RejectedRow } from "../edge/rows.ts";

/** One page of a list. */
export type Page<T> = {
  readonly items: readonly T[];
  readonly rejected: readonly RejectedRow[];
  /** Asks for the next page; undefined on the last. */
  readonly nextCursor: string | undefined;
};

/** A whole walk through a list. */
export type Collected<T> = {
  readonly items: readonly T[];
  /** True only when the venue said that this was the last page and every row could be read. */
  readonly complete: boolean;
  /** Why it is not complete. */
  readonly reason: string | undefined;
  readonly rejected: readonly RejectedRow[];
  readonly pages: number;
};

/** A list that is read page by page: iterate over it, or `collect()` it. */
export type Listing<T> = AsyncIterable<Page<T>> & {
  /**
   * Reads to the end, or until `maxPages`. A walk that cannot be finished throws; with `partial` it returns
   * what it has and says so.
   *
   * @throws {IncompleteDataError} when a page after the first failed; its cause is that page's error.
   */
  readonly collect: (options?: {
    readonly maxPages?: number;
    readonly partial?: boolean;
  }) => Promise<Collected<T>>;
};

/** A list over `fetchPage`, which gets the cursor of the page (undefined: the first). */
export function createListing<T>(
  name: string,
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>,
): Listing<T> {
  async function* walk(): AsyncGenerator<Page<T>> {
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await fetchPage(cursor);
      yield page;
      cursor = page.nextCursor;
      if (cursor !== undefined && seen.has(cursor)) {
        throw new IncompleteDataError({
          message: `${name} sent a cursor twice after ${seen.size + 1} pages; the walk would never end.`,
          context: { endpoint: name, pages: seen.size + 1 },
        });
      }
      if (cursor !== undefined) seen.add(cursor);
    } while (cursor !== undefined);
  }
  return {
    [Symbol.asyncIterator]: walk,
    collect: (options = {}) => collect(name, walk(), options),
  };
}

async function collect<T>(
  name: string,
  pages: AsyncGenerator<Page<T>>,
  options: { readonly maxPages?: number; readonly partial?: boolean },
): Promise<Collected<T>> {
  const items: T[] = [];
  const rejected: RejectedRow[] = [];
  let count = 0;
  let reason: string | undefined;
  try {
    for await (const page of pages) {
      count++;
      items.push(...page.items);
      rejected.push(...page.rejected);
      if (page.nextCursor !== undefined && count >= (options.maxPages ?? Number.POSITIVE_INFINITY)) {
        reason = `stopped after ${count} pages, as asked`;
        break;
      }
    }
  } catch (error) {
    if (count === 0) throw error;
    if (options.partial !== true) throw incomplete(name, count, items.length, error);
    reason = error instanceof Error ? error.message : String(error);
  }
  if (reason === undefined && rejected.length > 0) {
    reason = `${rejected.length} rows could not be read, the first because ${rejected[0]?.reason}`;
  }
  return { items, complete: reason === undefined, reason, rejected, pages: count };
}

function incomplete(name: string, pages: number, rows: number, cause: unknown): unknown {
  if (cause instanceof IncompleteDataError) return cause;
  return new IncompleteDataError({
    message: `${name} broke off after ${pages} pages (${rows} rows).`,
    context: { endpoint: name, pages, rows },
    cause,
    ...(isPolymarketError(cause)
      ? {
          retry: cause.retry,
          ...(cause.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs }),
        }
      : {}),
  });
}
