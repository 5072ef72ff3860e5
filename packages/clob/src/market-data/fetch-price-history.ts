import { type Decimal, type TokenId, tokenId, ValidationError } from "@pm/core-types";
import { z } from "zod";
import { fetchJson } from "../http/call.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { readWire } from "../wire/read.ts";
import { wireDecimal, wireTime } from "../wire/scalars.ts";
import { fetchBatches, type PartialOption, type PartialResult, requireWhole } from "./batches.ts";

/** How far back a history goes: everything, or the time until now. `1m` is a month. */
export type HistoryInterval = "max" | "all" | "1m" | "1w" | "1d" | "6h" | "1h";

/** Which part of a token's history; either an interval, or times in Unix milliseconds. */
export type HistoryQuery = {
  /** Minutes between two points; default 1. */
  readonly fidelity?: number;
} & (
  | { readonly interval: HistoryInterval; readonly from?: undefined; readonly to?: undefined }
  | { readonly from: number; readonly to: number; readonly interval?: undefined }
);

/** One point: pUSD per share at a time (Unix milliseconds). */
export type PricePoint = { readonly timestamp: number; readonly price: Decimal };

/** A part of a token's history, and whether anything is missing in it. */
export type PriceHistory = {
  /** Ascending, each time once. */
  readonly points: readonly PricePoint[];
  /** Stretches longer than two steps without a point: inside the history, or at the ends of a window asked for by time. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly complete: boolean;
};

/** Tokens in one `POST /batch-prices-history`. Source: the venue's OpenAPI. */
const TOKENS_A_REQUEST = 20;

const wirePoints = z.array(z.looseObject({ t: wireTime, p: wireDecimal }));

/** The price history of one token. @throws {ValidationError} a window that is none. */
export async function fetchPriceHistory(
  context: ClobContext,
  token: string,
  query: HistoryQuery,
  options?: CallOptions,
): Promise<PriceHistory> {
  const window = windowOf(query);
  const points = await fetchJson(
    context,
    {
      method: "GET",
      path: "/prices-history",
      endpoint: "GET /prices-history",
      query: {
        market: tokenId(token),
        interval: query.interval,
        startTs: window.start,
        endTs: window.end,
        fidelity: query.fidelity,
      },
    },
    (json, endpoint) => readWire(z.looseObject({ history: wirePoints }), json, endpoint).history,
    options,
  );
  return historyOf(points, query);
}

/**
 * Price histories of many tokens; long lists are split.
 *
 * @throws {IncompleteDataError} naming tokens without an answer, unless `partial: true`.
 */
export function fetchPriceHistories(
  context: ClobContext,
  tokens: readonly string[],
  query: HistoryQuery,
  options: CallOptions & PartialOption,
): Promise<PartialResult<PriceHistory>>;
export function fetchPriceHistories(
  context: ClobContext,
  tokens: readonly string[],
  query: HistoryQuery,
  options?: CallOptions & { readonly partial?: false },
): Promise<ReadonlyMap<TokenId, PriceHistory>>;
export async function fetchPriceHistories(
  context: ClobContext,
  tokens: readonly string[],
  query: HistoryQuery,
  options: CallOptions & { readonly partial?: boolean } = {},
): Promise<PartialResult<PriceHistory> | ReadonlyMap<TokenId, PriceHistory>> {
  const endpoint = "POST /batch-prices-history";
  const window = windowOf(query);
  const result = await fetchBatches(tokens, TOKENS_A_REQUEST, endpoint, (batch) =>
    fetchJson(
      context,
      {
        method: "POST",
        path: "/batch-prices-history",
        endpoint,
        idempotent: true,
        body: JSON.stringify({
          markets: batch,
          interval: query.interval,
          start_ts: window.start,
          end_ts: window.end,
          fidelity: query.fidelity,
        }),
      },
      (json) => {
        const { history } = readWire(
          z.looseObject({ history: z.record(z.string(), wirePoints) }),
          json,
          endpoint,
        );
        return new Map(
          Object.entries(history).map(([token, points]) => [tokenId(token), historyOf(points, query)]),
        );
      },
      options,
    ),
  );
  return options.partial === true ? result : requireWhole(result, endpoint);
}

function windowOf(query: HistoryQuery): { readonly start?: number; readonly end?: number } {
  if (query.interval !== undefined) return {};
  if (!(Number.isFinite(query.from) && Number.isFinite(query.to) && query.from < query.to)) {
    throw new ValidationError({
      message: `A history from ${query.from} to ${query.to} is no window of time.`,
      action: "Give from and to as Unix milliseconds, from before to.",
      context: { field: "from", from: query.from, to: query.to },
    });
  }
  return { start: Math.floor(query.from / 1000), end: Math.ceil(query.to / 1000) };
}

function historyOf(
  wire: readonly { readonly t: number | undefined; readonly p: Decimal }[],
  query: HistoryQuery,
): PriceHistory {
  const byTime = new Map(wire.flatMap(({ t, p }) => (t === undefined ? [] : [[t, p] as const])));
  const points = [...byTime]
    .map(([timestamp, price]) => ({ timestamp, price }))
    .sort((left, right) => left.timestamp - right.timestamp);
  const step = (query.fidelity ?? 1) * 60_000;
  const times = points.map((point) => point.timestamp);
  if (query.interval === undefined) {
    times.unshift(query.from);
    times.push(query.to);
  }
  const gaps = times.flatMap((time, index) => {
    const before = times[index - 1];
    return before !== undefined && time - before > 2 * step ? [{ from: before, to: time }] : [];
  });
  return { points, gaps, complete: gaps.length === 0 && points.length > 0 };
}
