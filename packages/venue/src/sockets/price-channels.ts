import type { VenueContext } from "../context.ts";
import type { BookChangedEvent, Engine } from "../engine/index.ts";
import { CRYPTO, EQUITIES, feedPrice } from "../prices/feed.ts";

type Filter = Readonly<Record<string, unknown>>;

/** One channel of the price socket. */
export type PriceChannel = {
  readonly name: string;
  readonly provider: string;
  readonly needsAuth: boolean;
  readonly accepts: (filter: Filter, engine: Engine) => boolean;
  /** About two minutes of history, once per new subscription. */
  readonly snapshot: (context: VenueContext, filter: Filter, now: number) => unknown;
  /** The payload of a second. */
  readonly update?: (context: VenueContext, filter: Filter, at: number) => unknown;
  /** The payload of a book change, or undefined when the filter is about another token. */
  readonly onBook?: (event: BookChangedEvent, filter: Filter) => unknown;
};

const SNAPSHOT_SECONDS = 120;

function feed(
  name: string,
  provider: string,
  bases: Readonly<Record<string, number>>,
  suffix: string,
  extra: (filter: Filter, at: number) => Record<string, unknown>,
  accepts: (filter: Filter) => boolean = () => true,
): PriceChannel {
  const baseOf = (filter: Filter): number | undefined =>
    typeof filter.symbol === "string" && filter.symbol.endsWith(suffix)
      ? bases[filter.symbol.slice(0, filter.symbol.length - suffix.length)]
      : undefined;
  const point = (context: VenueContext, filter: Filter, at: number) => {
    const price = feedPrice(context.seed, String(filter.symbol), baseOf(filter), at);
    return (
      price && {
        symbol: filter.symbol,
        timestamp: at,
        value: price.value,
        full_accuracy_value: price.exact,
        ...extra(filter, at),
      }
    );
  };
  return {
    name,
    provider,
    needsAuth: true,
    accepts: (filter) => baseOf(filter) !== undefined && accepts(filter),
    snapshot: (context, filter, now) => {
      const last = Math.floor(now / 1000) * 1000;
      const data = Array.from({ length: SNAPSHOT_SECONDS }, (_, index) => {
        const one = point(context, filter, last - (SNAPSHOT_SECONDS - 1 - index) * 1000);
        return {
          timestamp: one?.timestamp,
          value: one?.value,
          full_accuracy_value: one?.full_accuracy_value,
        };
      });
      return { symbol: filter.symbol, data };
    },
    update: point,
  };
}

const window = (filter: Filter): Record<string, unknown> => ({ window_seconds: filter.window_seconds });
const sixty = (filter: Filter): boolean => filter.window_seconds === 60;
const received = (_filter: Filter, at: number): Record<string, unknown> => ({
  received_at: at,
  is_carried_forward: false,
});

/** The channels. Source: the live data overview, 2026-09. */
export const PRICE_CHANNELS: readonly PriceChannel[] = [
  feed("price.crypto", "chainlink", CRYPTO, "usd", () => ({})),
  feed("price.equity", "pyth", EQUITIES, "", received),
  feed("price.crypto.twap", "chainlink", CRYPTO, "usd", window, sixty),
  feed("price.equity.twap", "pyth", EQUITIES, "", window, sixty),
  {
    name: "price.polymarket",
    provider: "polymarket",
    needsAuth: true,
    accepts: (filter, engine) =>
      typeof filter.asset_id === "string" && engine.marketOfToken(filter.asset_id) !== undefined,
    snapshot: ({ engine }, filter, now) => {
      const book = engine.book(String(filter.asset_id));
      const prices = engine.bestPrices(String(filter.asset_id));
      return {
        market: book?.conditionId,
        asset_id: filter.asset_id,
        best_bid: prices?.bid,
        best_ask: prices?.ask,
        hash: book?.hash,
        timestamp: Math.floor(now),
      };
    },
    onBook: (event, filter) => {
      const item = event.items.findLast((one) => one.tokenId === filter.asset_id);
      return (
        item && {
          market: event.conditionId,
          asset_id: item.tokenId,
          best_bid: item.bestBid,
          best_ask: item.bestAsk,
          hash: item.hash,
          timestamp: event.timestamp,
        }
      );
    },
  },
];
