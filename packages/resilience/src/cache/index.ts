export {
  type Cache,
  type Cached,
  type CacheOptions,
  type CacheStats,
  createCache,
  type Lifetime,
} from "./cache.ts";
export { type CacheResponsesOptions, type CacheRule, cacheResponses } from "./cache-responses.ts";
export { type CachedFetchOptions, createCachedFetch } from "./cached-fetch.ts";
