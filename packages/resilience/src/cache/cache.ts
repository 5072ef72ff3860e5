import { type Clock, systemClock } from "@pm/core-types";
import { LRUCache } from "lru-cache";
import { positive, whole } from "../options/positive.ts";

/** Settings of {@link createCache}. */
export type CacheOptions<V> = {
  /** Entries kept; the least recently used goes first. Default 1,000. */
  readonly max?: number;
  /** Milliseconds an entry is fresh; default 60,000. */
  readonly ttlMs?: number;
  /** Milliseconds beyond that in which it may be used while a new one is fetched; default 0. */
  readonly staleMs?: number;
  /** Bound on the sum of `sizeOf` over all entries. */
  readonly maxSize?: number;
  readonly sizeOf?: (value: V) => number;
  readonly clock?: Clock;
};

/** An entry as it is found. */
export type Cached<V> = { readonly value: V; readonly fresh: boolean; readonly ageMs: number };

/** What a cache has seen so far. */
export type CacheStats = {
  readonly size: number;
  readonly hits: number;
  readonly staleHits: number;
  readonly misses: number;
  readonly evictions: number;
};

/** How long one entry is fresh, and how long beyond that it may be used while a new one is fetched. */
export type Lifetime = { readonly ttlMs?: number; readonly staleMs?: number };

/** A bounded cache whose entries grow old. */
export type Cache<K extends string | number, V> = {
  readonly get: (key: K) => Cached<V> | undefined;
  /** The value when it is fresh: the cheapest way to read. */
  readonly fresh: (key: K) => V | undefined;
  readonly set: (key: K, value: V, lifetime?: Lifetime) => void;
  readonly delete: (key: K) => boolean;
  readonly clear: () => void;
  readonly stats: () => CacheStats;
};

type Entry<V> = { value: V; setAt: number; freshUntil: number; staleUntil: number };

/**
 * Least-recently-used entries with a time to live, over `lru-cache`: reads, writes and evictions take constant time.
 * Expired entries are dropped when they are met or pushed out.
 *
 * @throws {ValidationError} when an option is not a sensible number.
 */
export function createCache<K extends string | number, V>(options: CacheOptions<V> = {}): Cache<K, V> {
  const { clock = systemClock, sizeOf } = options;
  const max = whole("max", options.max ?? 1_000);
  const ttlMs = positive("ttlMs", options.ttlMs ?? 60_000);
  const staleMs = options.staleMs === undefined ? 0 : positive("staleMs", options.staleMs);
  let hits = 0;
  let staleHits = 0;
  let misses = 0;
  let evictions = 0;
  const entries = new LRUCache<K, Entry<V>>({
    max,
    ...(options.maxSize === undefined
      ? {}
      : {
          maxSize: positive("maxSize", options.maxSize),
          sizeCalculation: (entry: Entry<V>) => Math.max(1, sizeOf?.(entry.value) ?? 1),
        }),
    dispose: (_entry, _key, reason) => {
      if (reason === "evict") evictions += 1;
    },
  });

  // Whole milliseconds: small integers live in the entry itself, fractions would each be an object of their own.
  const time = (): number => Math.floor(clock.monotonic());
  const find = (key: K, now: number): Entry<V> | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || now < entry.staleUntil) return entry;
    entries.delete(key);
    return undefined;
  };

  return {
    get: (key) => {
      const now = time();
      const entry = find(key, now);
      if (entry === undefined) {
        misses += 1;
        return undefined;
      }
      const fresh = now < entry.freshUntil;
      if (fresh) hits += 1;
      else staleHits += 1;
      return { value: entry.value, fresh, ageMs: now - entry.setAt };
    },
    fresh: (key) => {
      const now = time();
      const entry = find(key, now);
      if (entry === undefined || now >= entry.freshUntil) {
        misses += 1;
        return undefined;
      }
      hits += 1;
      return entry.value;
    },
    set: (key, value, lifetime) => {
      const now = time();
      const freshUntil = now + Math.floor(lifetime?.ttlMs ?? ttlMs);
      entries.set(key, {
        value,
        setAt: now,
        freshUntil,
        staleUntil: freshUntil + Math.floor(lifetime?.staleMs ?? staleMs),
      });
    },
    delete: (key) => entries.delete(key),
    clear: () => entries.clear(),
    stats: () => ({ size: entries.size, hits, staleHits, misses, evictions }),
  };
}
