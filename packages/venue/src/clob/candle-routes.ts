import type { VenueContext } from "../context.ts";
import { queryInt, queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import type { PricePoint } from "../markets/price-history.ts";
import { bookWire } from "../wire/book.ts";
import { seconds } from "../wire/time.ts";

/** Minutes per fidelity of `/ohlc`. */
const FIDELITIES: Readonly<Record<string, number>> = {
  "1m": 1,
  "5m": 5,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "4h": 240,
  "1d": 1440,
  "1w": 10_080,
};
const MAX_LIMIT = 1000;

/** Candles and past books; their parameters are documented only through their errors. */
export function candleRoutes(context: VenueContext): Routes {
  const bounds = (request: VenueRequest) => {
    const start = queryInt(request, "startTs", "invalid startTs");
    if (start === undefined) throw new Refusal(400, "startTs is required");
    const limit = queryInt(request, "limit", "invalid limit") ?? MAX_LIMIT;
    if (limit > MAX_LIMIT) throw new Refusal(400, `limit cannot exceed ${MAX_LIMIT}`);
    const end = queryInt(request, "endTs", "invalid endTs") ?? seconds(context.clock.now());
    return { start, end, limit };
  };

  return {
    "GET /ohlc": (request) => {
      const { start, end, limit } = bounds(request);
      const asset = queryText(request, "asset_id");
      if (asset === undefined) throw new Refusal(400, "asset_id is required");
      const fidelity = queryText(request, "fidelity") ?? "1m";
      const minutes = FIDELITIES[fidelity];
      if (minutes === undefined) throw new Refusal(400, `invalid fidelity: ${fidelity}`);
      const data = candles(context.history.read(asset, start, end, 1), minutes * 60).slice(0, limit);
      return json({ count: data.length, data });
    },
    "GET /orderbook-history": (request) => {
      const { start, end, limit } = bounds(request);
      const asset = queryText(request, "asset_id");
      const market = queryText(request, "market");
      if (asset === undefined && market === undefined) {
        throw new Refusal(400, "either market or asset_id must be provided");
      }
      const tokens =
        asset === undefined
          ? (context.engine.market((market as string).toLowerCase())?.outcomes ?? []).map(
              (one) => one.tokenId,
            )
          : [asset];
      const data = tokens
        .flatMap((token) => context.history.books(token))
        .filter((book) => seconds(book.timestamp) >= start && seconds(book.timestamp) <= end)
        .slice(0, limit)
        .map((book) => bookWire(book, context.engine.market(book.conditionId)?.version));
      return json({ count: data.length, data });
    },
  };
}

function candles(points: readonly PricePoint[], width: number): readonly Record<string, number>[] {
  const buckets = new Map<number, PricePoint[]>();
  for (const point of points) {
    const start = Math.floor(point.t / width) * width;
    buckets.set(start, [...(buckets.get(start) ?? []), point]);
  }
  return [...buckets].map(([t, inside]) => ({
    t,
    o: inside[0]?.p ?? 0,
    h: Math.max(...inside.map((point) => point.p)),
    l: Math.min(...inside.map((point) => point.p)),
    c: inside.at(-1)?.p ?? 0,
  }));
}
