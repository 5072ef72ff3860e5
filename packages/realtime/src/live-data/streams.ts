import { ValidationError } from "@pm/core-types";
import type { Fields } from "../frames/fields.ts";
import type {
  BookEvent,
  LastTradePriceEvent,
  PriceChangeEvent,
  TickSizeChangeEvent,
} from "../frames/market-events.ts";
import {
  bookEvent,
  lastTradePriceEvent,
  priceChangesOf,
  tickSizeChangeEvent,
} from "../frames/read-market-frame.ts";
import {
  type LegacyMarket,
  type RfqQuote,
  type RfqRequest,
  readLegacyMarket,
  readRfqQuote,
  readRfqRequest,
} from "./older-payloads.ts";
import {
  type ActivityTrade,
  type Comment,
  type PriceHistory,
  type PriceTick,
  type Reaction,
  readActivity,
  readComment,
  readPriceHistory,
  readPriceTick,
  readReaction,
} from "./payloads.ts";

/** Everything, one market or one event. */
export type SlugFilter = { readonly marketSlug?: string; readonly eventSlug?: string };
/** Everything, or what is written below one event or series. */
export type ParentFilter = {
  readonly parentEntityId?: number;
  readonly parentEntityType?: "Event" | "Series";
};
/** One symbol; comma-separated lists are not served. */
export type SymbolFilter = { readonly symbol: string };
/** Outcome tokens. */
export type TokensFilter = { readonly tokenIds: readonly string[] };
/** Every request, or those of one market; the server sends all of them, the others are left out here. */
export type RequestsFilter = { readonly conditionId?: string };
/** Every quote, or those for one request. */
export type QuotesFilter = { readonly requestId?: string };
/** Nothing to choose. */
export type NoFilter = Readonly<Record<never, never>>;

/** Filters and payloads of each live-data stream. */
export type LiveDataStreams = {
  "activity.trades": { filter: SlugFilter; payload: ActivityTrade };
  "activity.orders_matched": { filter: SlugFilter; payload: ActivityTrade };
  "comments.created": { filter: ParentFilter; payload: Comment };
  "comments.removed": { filter: ParentFilter; payload: Comment };
  "reactions.created": { filter: ParentFilter; payload: Reaction };
  "reactions.removed": { filter: ParentFilter; payload: Reaction };
  "prices.crypto": { filter: SymbolFilter; payload: PriceTick | PriceHistory };
  "prices.crypto.chainlink": { filter: SymbolFilter; payload: PriceTick | PriceHistory };
  "prices.crypto.twap30": { filter: SymbolFilter; payload: PriceTick | PriceHistory };
  "prices.crypto.twap60": { filter: SymbolFilter; payload: PriceTick | PriceHistory };
  "prices.equity": { filter: SymbolFilter; payload: PriceTick | PriceHistory };
  "rfq.requests": { filter: RequestsFilter; payload: RfqRequest };
  "rfq.quotes": { filter: QuotesFilter; payload: RfqQuote };
  "market.price_change": { filter: TokensFilter; payload: readonly PriceChangeEvent[] };
  "market.book": { filter: TokensFilter; payload: BookEvent };
  "market.last_trade_price": { filter: TokensFilter; payload: LastTradePriceEvent };
  "market.tick_size_change": { filter: TokensFilter; payload: TickSizeChangeEvent };
  "market.created": { filter: NoFilter; payload: LegacyMarket };
  "market.resolved": { filter: NoFilter; payload: LegacyMarket };
};
export type LiveDataStreamName = keyof LiveDataStreams;

/** How one stream is asked for, recognised and read. */
export type StreamDefinition = {
  readonly topic: string;
  /** The type that is subscribed to. */
  readonly type: string;
  /** Prefixes or names of the types that belong to it. */
  readonly types: readonly string[];
  /** The `filters` text; undefined sends none. @throws {ValidationError} */
  readonly filters: (filter: never) => string | undefined;
  readonly read: (payload: Fields, type: string) => unknown;
  /** True when a payload is what `filter` asks for: the server does not say which subscription a frame answers. */
  readonly matches: (filter: never, payload: never) => boolean;
  /** True where something is expected every few seconds. */
  readonly isSteady: (filter: never) => boolean;
};

const activity = (type: "trades" | "orders_matched"): StreamDefinition => ({
  topic: "activity",
  type,
  types: [type],
  filters: ({ marketSlug, eventSlug }: SlugFilter) => {
    if (marketSlug !== undefined && eventSlug !== undefined) {
      throw refuse("filter", "either marketSlug or eventSlug, not both");
    }
    if (marketSlug !== undefined) return compact({ market_slug: word("marketSlug", marketSlug) });
    return eventSlug === undefined ? undefined : compact({ event_slug: word("eventSlug", eventSlug) });
  },
  read: readActivity,
  matches: ({ marketSlug, eventSlug }: SlugFilter, payload: ActivityTrade) =>
    (marketSlug === undefined || payload.slug === marketSlug) &&
    (eventSlug === undefined || payload.eventSlug === eventSlug),
  isSteady: ({ marketSlug, eventSlug }: SlugFilter) => marketSlug === undefined && eventSlug === undefined,
});

const comments = (type: string, read: (payload: Fields) => unknown): StreamDefinition => ({
  topic: "comments",
  type,
  types: [type],
  filters: ({ parentEntityId, parentEntityType }: ParentFilter) => {
    if (parentEntityId === undefined && parentEntityType === undefined) return undefined;
    if (!Number.isSafeInteger(parentEntityId) || parentEntityType === undefined) {
      throw refuse("filter", "parentEntityId (a whole number) together with parentEntityType");
    }
    return compact({ parentEntityID: parentEntityId, parentEntityType });
  },
  read,
  matches: (filter: ParentFilter, payload: Comment) =>
    filter.parentEntityId === undefined ||
    payload.parentEntityId === undefined ||
    payload.parentEntityId === filter.parentEntityId,
  isSteady: () => false,
});

const prices = (topic: string, form: RegExp, example: string, isE18: boolean): StreamDefinition => ({
  topic,
  type: "*",
  types: ["update", "subscribe"],
  filters: ({ symbol }: SymbolFilter) => {
    if (!form.test(symbol))
      throw refuse("symbol", `one symbol such as "${example}", lower case, without spaces`);
    return compact({ symbol });
  },
  read: (payload, type) => (type === "subscribe" ? readPriceHistory(payload) : readPriceTick(payload, isE18)),
  matches: ({ symbol }: SymbolFilter, payload: PriceTick | PriceHistory) => payload.symbol === symbol,
  isSteady: () => true,
});

const legacyMarket = <Payload>(
  type: string,
  read: (payload: Fields) => Payload,
  tokensOf: (payload: Payload) => readonly string[],
): StreamDefinition => ({
  topic: "clob_market",
  type,
  types: [type],
  filters: ({ tokenIds }: TokensFilter) => {
    if (tokenIds.length === 0 || !tokenIds.every((token) => /^\d{1,78}$/.test(token))) {
      throw refuse("tokenIds", "at least one outcome token id");
    }
    return JSON.stringify(tokenIds);
  },
  read,
  matches: ({ tokenIds }: TokensFilter, payload: Payload) =>
    tokensOf(payload).some((token) => tokenIds.some((wanted) => wanted === token)),
  isSteady: () => false,
});

const oneToken = ({ tokenId }: { readonly tokenId: string }) => [tokenId];

const unfiltered = <Filter extends object, Payload>(
  topic: string,
  type: string,
  types: readonly string[],
  read: (payload: Fields) => Payload,
  matches: (filter: Filter, payload: Payload) => boolean = () => true,
): StreamDefinition => ({
  topic,
  type,
  types,
  filters: () => undefined,
  read,
  matches,
  isSteady: () => false,
});

/** Every stream of the live-data socket. */
export const LIVE_DATA_STREAMS: Readonly<Record<LiveDataStreamName, StreamDefinition>> = {
  "activity.trades": activity("trades"),
  "activity.orders_matched": activity("orders_matched"),
  "comments.created": comments("comment_created", readComment),
  "comments.removed": comments("comment_removed", readComment),
  "reactions.created": comments("reaction_created", readReaction),
  "reactions.removed": comments("reaction_removed", readReaction),
  "prices.crypto": prices("crypto_prices", /^[a-z0-9]+$/, "btcusdt", false),
  "prices.crypto.chainlink": prices("crypto_prices_chainlink", /^[a-z0-9]+\/[a-z0-9]+$/, "btc/usd", true),
  "prices.crypto.twap30": prices("crypto_prices_twap_thirty", /^[a-z0-9]+\/[a-z0-9]+$/, "btc/usd", true),
  "prices.crypto.twap60": prices("crypto_prices_twap_sixty", /^[a-z0-9]+\/[a-z0-9]+$/, "btc/usd", true),
  "prices.equity": prices("equity_prices", /^[a-z0-9.-]+$/, "aapl", false),
  "rfq.requests": unfiltered(
    "rfq",
    "request_*",
    ["request_"],
    readRfqRequest,
    ({ conditionId }: RequestsFilter, request) =>
      conditionId === undefined || request.conditionId === conditionId,
  ),
  "rfq.quotes": unfiltered(
    "rfq",
    "quote_*",
    ["quote_"],
    readRfqQuote,
    ({ requestId }: QuotesFilter, quote) => requestId === undefined || quote.requestId === requestId,
  ),
  "market.price_change": legacyMarket("price_change", priceChangesOf, (changes) =>
    changes.map(({ tokenId }) => tokenId),
  ),
  "market.book": legacyMarket("agg_orderbook", bookEvent, oneToken),
  "market.last_trade_price": legacyMarket("last_trade_price", lastTradePriceEvent, oneToken),
  "market.tick_size_change": legacyMarket("tick_size_change", tickSizeChangeEvent, oneToken),
  "market.created": unfiltered("clob_market", "market_created", ["market_created"], readLegacyMarket),
  "market.resolved": unfiltered("clob_market", "market_resolved", ["market_resolved"], readLegacyMarket),
};

/** The server ignores a filter with a space in it, without a word: there is none here. */
function compact(value: object): string {
  return JSON.stringify(value);
}

function word(field: string, value: string): string {
  if (/^[^\s"\\]+$/.test(value)) return value;
  throw refuse(field, "a slug: no spaces, no quotes");
}

function refuse(field: string, wanted: string): ValidationError {
  return new ValidationError({ message: `${field} must be ${wanted}.`, context: { field } });
}
