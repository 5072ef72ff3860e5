import { whole } from "../options/positive.ts";

/**
 * `items` in pieces of at most `most`, as even as possible: a batch is split before it is sent, never sent to fail.
 * Take `most` from {@link Limiter.largestCost} and the venue's own batch limit, whichever is less.
 *
 * @throws {ValidationError} when `most` is not a whole number of at least 1.
 */
export function splitBatch<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
  if (most === Number.POSITIVE_INFINITY) return items.length === 0 ? [] : [items];
  whole("most", most);
  const count = Math.ceil(items.length / most);
  return Array.from({ length: count }, (_, index) =>
    items.slice(Math.floor((index * items.length) / count), Math.floor(((index + 1) * items.length) / count)),
  );
}
