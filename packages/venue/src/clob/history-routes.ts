import type { VenueContext } from "../context.ts";
import { isRecord, jsonBody, queryInt, queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { Routes } from "../http/router.ts";
import type { PricePoint } from "../markets/price-history.ts";
import { seconds } from "../wire/time.ts";

/** Seconds per interval; `max` and `all` begin at the first point. */
const INTERVALS: Readonly<Record<string, number>> = {
  max: Number.POSITIVE_INFINITY,
  all: Number.POSITIVE_INFINITY,
  "1m": 30 * 86_400,
  "1w": 7 * 86_400,
  "1d": 86_400,
  "6h": 21_600,
  "1h": 3600,
};
const MAX_MARKETS = 20;

type Window = {
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly interval: string | undefined;
  readonly fidelity: number | undefined;
};

/** Price history of one token or several. */
export function historyRoutes(context: VenueContext): Routes {
  const read = (tokenId: string, window: Window): readonly PricePoint[] => {
    const now = seconds(context.clock.now());
    const span = window.interval === undefined ? undefined : INTERVALS[window.interval];
    if (window.interval !== undefined && span === undefined) throw new Refusal(400, "invalid interval");
    if (span === undefined && window.start === undefined) {
      throw new Refusal(400, "invalid filters: interval, or startTs and endTs, are required");
    }
    const start = span === undefined ? (window.start ?? 0) : now - span;
    const end = span === undefined ? (window.end ?? now) : now;
    if (start > end) throw new Refusal(400, "invalid filters: startTs is after endTs");
    const fidelity = window.fidelity ?? 1;
    if (fidelity < 1) throw new Refusal(400, "invalid fidelity");
    return context.history.read(tokenId, start, end, fidelity);
  };

  return {
    "GET /prices-history": (request) => {
      const market = queryText(request, "market");
      if (market === undefined) throw new Refusal(400, "invalid filters: market is required");
      return json({
        history: read(market, {
          start: queryInt(request, "startTs", "invalid filters: startTs"),
          end: queryInt(request, "endTs", "invalid filters: endTs"),
          interval: queryText(request, "interval"),
          fidelity: queryInt(request, "fidelity", "invalid filters: fidelity"),
        }),
      });
    },
    "POST /batch-prices-history": (request) => {
      const body = jsonBody(request, "Invalid payload");
      if (!isRecord(body) || !Array.isArray(body.markets)) throw new Refusal(400, "Invalid payload");
      if (body.markets.length > MAX_MARKETS) throw new Refusal(400, "Payload exceeds the limit");
      const window: Window = {
        start: whole(body.start_ts),
        end: whole(body.end_ts),
        interval: typeof body.interval === "string" ? body.interval : undefined,
        fidelity: whole(body.fidelity),
      };
      const markets = body.markets.filter((market): market is string => typeof market === "string");
      return json({ history: Object.fromEntries(markets.map((market) => [market, read(market, window)])) });
    },
  };
}

function whole(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new Refusal(400, "Invalid payload");
  return value;
}
