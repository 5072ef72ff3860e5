import { IncompleteDataError, type TokenId, tokenId } from "@pm/core-types";

/** What a batched read found, and what it was asked for but did not get. */
export type PartialResult<T> = {
  readonly found: ReadonlyMap<TokenId, T>;
  readonly missing: readonly TokenId[];
};

/** Batched reads either have everything, or say by their type that they may not. */
export type PartialOption = { readonly partial: true };

/** Checks, de-duplicates and cuts a list of tokens into requests of at most `size`. */
function tokenBatches(tokens: readonly string[], size: number): readonly (readonly TokenId[])[] {
  const unique = [...new Set(tokens.map((token) => tokenId(token)))];
  const batches: TokenId[][] = [];
  for (let start = 0; start < unique.length; start += size) batches.push(unique.slice(start, start + size));
  return batches;
}

/**
 * Sends the batches side by side and joins what they found, in the order that was asked for.
 *
 * @throws {IncompleteDataError} that names what is missing, unless `partial`.
 */
export async function fetchBatches<T>(
  tokens: readonly string[],
  size: number,
  endpoint: string,
  fetchBatch: (batch: readonly TokenId[]) => Promise<ReadonlyMap<TokenId, T>>,
): Promise<PartialResult<T>> {
  const batches = tokenBatches(tokens, size);
  const results = await Promise.all(batches.map(fetchBatch));
  const found = new Map<TokenId, T>();
  const missing: TokenId[] = [];
  batches.forEach((batch, index) => {
    for (const token of batch) {
      const value = results[index]?.get(token);
      if (value === undefined) missing.push(token);
      else found.set(token, value);
    }
    for (const token of results[index]?.keys() ?? []) {
      if (!batch.includes(token)) throw foreign(endpoint, token);
    }
  });
  return { found, missing };
}

/** The whole result. @throws {IncompleteDataError} when something is missing. */
export function requireWhole<T>(result: PartialResult<T>, endpoint: string): ReadonlyMap<TokenId, T> {
  if (result.missing.length === 0) return result.found;
  throw new IncompleteDataError({
    message: `${endpoint} left out ${result.missing.length} of ${result.found.size + result.missing.length} tokens: ${result.missing.slice(0, 3).join(", ")}${result.missing.length > 3 ? ", …" : ""}.`,
    context: { endpoint, missing: result.missing },
  });
}

function foreign(endpoint: string, token: TokenId): IncompleteDataError {
  return new IncompleteDataError({
    message: `${endpoint} answered about token ${token}, which was not asked for.`,
    action: "Retry; if it persists, do not trust this host.",
    context: { endpoint, token },
  });
}
