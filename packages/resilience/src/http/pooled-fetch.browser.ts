import { systemFetch, ValidationError } from "@pm/core-types";
import type { ClosableFetch, PoolOptions } from "./pool.ts";

/** Stands in for the undici pool where there is no Node: the platform's fetch, which pools by itself. */
export function openPool(options: PoolOptions): ClosableFetch {
  if (options.proxy !== undefined) {
    throw new ValidationError({
      message: "A proxy cannot be set from a page: the browser decides how it connects.",
      context: { field: "proxy" },
    });
  }
  return { fetch: systemFetch, close: async () => {} };
}
