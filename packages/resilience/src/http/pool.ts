import type { Fetch } from "@pm/core-types";

/** A fetch that holds connections until it is closed. */
export type ClosableFetch = { readonly fetch: Fetch; readonly close: () => Promise<void> };

/** How connections are kept. */
export type PoolOptions = {
  readonly maxBodyBytes: number;
  /** Connections per origin. */
  readonly connections: number;
  /** Milliseconds an idle connection is kept. */
  readonly keepAliveMs: number;
  readonly connectTimeoutMs: number;
  /** URL of an HTTP proxy; every request is tunnelled through it. */
  readonly proxy?: string;
};

/**
 * Opens the platform's pool at the first request: on Node undici's, which costs tens of milliseconds to import and
 * is therefore not loaded before it is needed; elsewhere the platform's own fetch, which keeps connections itself.
 */
export function lazyPool(options: PoolOptions): ClosableFetch {
  let opening: Promise<ClosableFetch> | undefined;
  let pool: ClosableFetch | undefined;
  return {
    fetch: (url, init) => {
      if (pool !== undefined) return pool.fetch(url, init);
      opening ??= import("./pooled-fetch.ts").then((module) => {
        pool = module.openPool(options);
        return pool;
      });
      return opening.then((opened) => opened.fetch(url, init));
    },
    close: async () => {
      await (await opening)?.close();
    },
  };
}
