import type { TokenId } from "@pm/core-types";
import type { OrderBook } from "@pm/realtime";

const BOOKS = 10_000;
const LEVELS = 25;

const collect = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Bytes a thing takes, from what ten thousand of them take. */
function bytesOf(make: (index: number) => unknown): number {
  const before = collect();
  const kept = Array.from({ length: BOOKS }, (_, index) => make(index));
  const bytes = (collect() - before) / BOOKS;
  if (kept.length !== BOOKS) throw new Error("The books were not kept.");
  return bytes;
}

/** Bytes of one of our books with fifty levels. */
export function heapOfBooks(Book: typeof OrderBook): number {
  return bytesOf((index) => {
    const book = new Book(String(10n ** 76n + BigInt(index)) as TokenId);
    for (let n = 0; n < LEVELS; n++) {
      book.applyUnits(true, 400_000 + n * 1_000, 5_000_000 + index + n, -1, -1);
      book.applyUnits(false, 600_000 - n * 1_000, 5_000_000 + index + n, -1, -1);
    }
    return book;
  });
}

/** Bytes of the same book as most clients keep it: the venue's texts in two maps. */
export function heapOfMaps(): number {
  return bytesOf((index) => {
    const token = String(10n ** 76n + BigInt(index));
    const bids = new Map<string, string>();
    const asks = new Map<string, string>();
    for (let n = 0; n < LEVELS; n++) {
      const size = String(5 + (index + n) / 1e6);
      bids.set(String((400 + n) / 1000), size);
      asks.set(String((600 - n) / 1000), size);
    }
    return { token, bids, asks };
  });
}
