import { noopTelemetry, type Telemetry } from "@pm/core-types";
import type { Cache, Lifetime } from "./cache.ts";

/** Settings of {@link createCachedFetch}. */
export type CachedFetchOptions<V> = {
  /** How long this value may be kept; undefined: not at all. Default: as the cache says. */
  readonly lifetimeOf?: (value: V) => Lifetime | undefined;
  /** Name of the cache in metrics. */
  readonly name?: string;
  readonly telemetry?: Telemetry;
};

/**
 * Reads through a cache: fresh values at once; stale ones at once too, while one fetch brings a new one; what is
 * missing is fetched once however many ask. Failures are never kept, and leave a stale value in place.
 */
export function createCachedFetch<K extends string | number, V>(
  cache: Cache<K, V>,
  options: CachedFetchOptions<V> = {},
): (key: K, fetch: () => Promise<V>) => Promise<V> {
  const { name = "cache", telemetry = noopTelemetry, lifetimeOf } = options;
  const flights = new Map<K, Promise<V>>();

  const refresh = (key: K, fetch: () => Promise<V>): Promise<V> => {
    const flying = flights.get(key);
    if (flying !== undefined) return flying;
    const flight = fetch()
      .then((value) => {
        const lifetime = lifetimeOf === undefined ? {} : lifetimeOf(value);
        if (lifetime !== undefined) cache.set(key, value, lifetime);
        return value;
      })
      .finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };

  return async (key, fetch) => {
    const found = cache.get(key);
    if (found === undefined) {
      telemetry.count("pm_cache_reads_total", { name, result: "miss" });
      return refresh(key, fetch);
    }
    telemetry.count("pm_cache_reads_total", { name, result: found.fresh ? "hit" : "stale" });
    if (!found.fresh) {
      refresh(key, fetch).catch(() => telemetry.count("pm_cache_refresh_failures_total", { name }));
    }
    return found.value;
  };
}
