import {
  type BookSnapshot,
  IncompleteDataError,
  InvalidResponseError,
  type TokenId,
  tokenId,
} from "@pm/core-types";
import { fetchJson } from "../http/call.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { readBook } from "../wire/book.ts";
import { fetchBatches, type PartialOption, type PartialResult, requireWhole } from "./batches.ts";

/** Books in one `POST /books`; the venue names no maximum, so requests stay moderate. */
const BOOKS_A_REQUEST = 100;

/**
 * One order book: of the token that was asked for, sorted best first, uncrossed and on the grid.
 *
 * @throws {OrderBookError} no book, or one that breaks the venue's rules. @throws {IncompleteDataError} the book
 * of another token.
 */
export async function fetchOrderBook(
  context: ClobContext,
  token: string,
  options?: CallOptions,
): Promise<BookSnapshot> {
  const wanted = tokenId(token);
  const book = await fetchJson(
    context,
    { method: "GET", path: "/book", endpoint: "GET /book", query: { token_id: wanted } },
    readBook,
    options,
  );
  if (book.tokenId !== wanted) {
    throw new IncompleteDataError({
      message: `GET /book answered with the book of token ${book.tokenId} instead of ${wanted}.`,
      context: { endpoint: "GET /book", wanted, got: book.tokenId, missing: [wanted] },
    });
  }
  return book;
}

/**
 * Many order books by token, in the order asked for; long lists are split.
 *
 * @throws {IncompleteDataError} that names the tokens without a book, unless `partial: true` asks for what there is.
 */
export function fetchOrderBooks(
  context: ClobContext,
  tokens: readonly string[],
  options: CallOptions & PartialOption,
): Promise<PartialResult<BookSnapshot>>;
export function fetchOrderBooks(
  context: ClobContext,
  tokens: readonly string[],
  options?: CallOptions & { readonly partial?: false },
): Promise<ReadonlyMap<TokenId, BookSnapshot>>;
export async function fetchOrderBooks(
  context: ClobContext,
  tokens: readonly string[],
  options: CallOptions & { readonly partial?: boolean } = {},
): Promise<PartialResult<BookSnapshot> | ReadonlyMap<TokenId, BookSnapshot>> {
  const endpoint = "POST /books";
  const result = await fetchBatches(tokens, BOOKS_A_REQUEST, endpoint, (batch) =>
    fetchJson(
      context,
      {
        method: "POST",
        path: "/books",
        endpoint,
        body: JSON.stringify(batch.map((token) => ({ token_id: token }))),
        idempotent: true,
      },
      readBooks,
      options,
    ),
  );
  return options.partial === true ? result : requireWhole(result, endpoint);
}

function readBooks(json: unknown, endpoint: string): ReadonlyMap<TokenId, BookSnapshot> {
  if (!Array.isArray(json)) {
    throw new InvalidResponseError({
      message: `${endpoint} answered something that is not a list of books.`,
      context: { endpoint },
    });
  }
  return new Map(json.map((row) => readBook(row, endpoint)).map((book) => [book.tokenId, book]));
}
