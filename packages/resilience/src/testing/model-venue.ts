import type { Clock, Random } from "@pm/core-types";
import { sleep } from "@pm/core-types";
import type { Transport } from "../http/pipeline.ts";
import type { HttpRequest } from "../http/request.ts";
import { createHttpResponse, type HttpResponse } from "../http/response.ts";
import { createVenueBucket } from "./sliding.ts";

/** Windows as the venue counts them: by arrival, each excess answered 429. */
export type ModelWindow = {
  readonly matches: (request: HttpRequest) => boolean;
  readonly limit: number;
  readonly windowMs: number;
};

/** Settings of {@link createModelVenue}. */
export type ModelVenueOptions = {
  readonly clock: Clock;
  readonly random: Random;
  readonly windows?: readonly ModelWindow[];
  readonly orders?: { readonly rate: number; readonly burst: number };
  readonly cancels?: { readonly rate: number; readonly burst: number };
  readonly tier?: string;
  /** Milliseconds to the venue at most, and there and back at most. */
  readonly wayMs?: number;
  readonly answerMs?: number;
  /** Orders a cancel-all finds. */
  readonly openOrders?: number;
  /** Leaves out every header of the limiter. */
  readonly silent?: boolean;
};

/** A venue that knows nothing but limits. */
export type ModelVenue = {
  readonly transport: Transport;
  readonly seen: () => number;
  readonly refused: () => number;
  /** Times at which requests were refused. */
  readonly refusals: readonly number[];
};

/** Counts by its own, independent means: exact logs and plain buckets. */
export function createModelVenue(options: ModelVenueOptions): ModelVenue {
  const { clock, random, wayMs = 20, answerMs = 60, openOrders = 0, tier = "standard" } = options;
  const logs = (options.windows ?? []).map((window) => ({ window, times: [] as number[], head: 0 }));
  const buckets = new Map<string, ReturnType<typeof createVenueBucket>>();
  const refusals: number[] = [];
  let seen = 0;

  const bucketOf = (request: HttpRequest, kind: "orders" | "cancels") => {
    const key = `${kind} ${request.wallet}`;
    let bucket = buckets.get(key);
    if (bucket === undefined) {
      const rule = options[kind] ?? { rate: Number.MAX_SAFE_INTEGER, burst: Number.MAX_SAFE_INTEGER };
      bucket = createVenueBucket(rule.rate, rule.burst);
      buckets.set(key, bucket);
    }
    return bucket;
  };
  const refuse = (request: HttpRequest, headers: Record<string, string>): HttpResponse => {
    refusals.push(clock.monotonic());
    return createHttpResponse({
      status: 429,
      body: "",
      request,
      headers: options.silent === true ? {} : headers,
    });
  };

  const arrive = (request: HttpRequest): HttpResponse => {
    const now = clock.monotonic();
    seen += 1;
    const counted = logs.filter(({ window }) => window.matches(request));
    for (const log of counted) {
      while (log.head < log.times.length && log.times[log.head]! <= now - log.window.windowMs) log.head += 1;
      if (log.times.length - log.head >= log.window.limit) return refuse(request, {});
    }
    const kind = /^POST \/orders?$/.test(request.endpoint)
      ? "orders"
      : /^DELETE/.test(request.endpoint)
        ? "cancels"
        : undefined;
    const headers: Record<string, string> = {};
    if (kind !== undefined && request.wallet !== undefined && options[kind] !== undefined) {
      const bucket = bucketOf(request, kind);
      const cost = /s$/.test(request.endpoint) && !/cancel/.test(request.endpoint) ? (request.cost ?? 1) : 1;
      const admitted = bucket.take(now, cost);
      headers["poly-ratelimit-remaining"] = String(Math.floor(bucket.balance(now)));
      headers["poly-ratelimit-tier"] = tier;
      const missing = Math.max(0, cost - bucket.balance(now)) / (options[kind]?.rate ?? 1);
      headers["poly-ratelimit-reset"] = String(Math.ceil(clock.now() / 1000 + (admitted ? 0 : missing)));
      if (!admitted) return refuse(request, { ...headers, "retry-after": String(Math.ceil(missing)) });
      if (/cancel-/.test(request.endpoint)) bucket.debit(now, openOrders);
    }
    for (const log of counted) log.times.push(now);
    const canceled = /cancel-/.test(request.endpoint)
      ? Array.from({ length: openOrders }, (_, index) => `0x${index}`)
      : [];
    return createHttpResponse({
      status: 200,
      body: JSON.stringify({ canceled }),
      request,
      headers: options.silent === true ? {} : headers,
    });
  };

  return {
    seen: () => seen,
    refused: () => refusals.length,
    refusals,
    transport: async (request) => {
      await sleep(clock, random.next() * wayMs);
      const answer = arrive(request);
      await sleep(clock, random.next() * answerMs);
      return answer;
    },
  };
}
