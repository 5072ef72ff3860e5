import { ValidationError } from "@pm/core-types";
import { FieldError, type Fields, isFields, optionalText, optionalTime, text } from "../frames/fields.ts";
import { type PriceHistory, type PriceTick, readPriceHistory, readPriceTick } from "../live-data/payloads.ts";

/** Best prices of an outcome token. Decimals are text, exact. */
export type TokenPrice = {
  readonly conditionId: string;
  readonly tokenId: string;
  readonly bestBid: string | undefined;
  readonly bestAsk: string | undefined;
  readonly hash: string | undefined;
  readonly timestamp: number;
};

/** Filters and payloads of each channel of the price socket. */
export type PriceChannels = {
  "price.crypto": { filter: { readonly symbol: string }; payload: PriceTick | PriceHistory };
  "price.equity": { filter: { readonly symbol: string }; payload: PriceTick | PriceHistory };
  "price.crypto.twap": {
    filter: { readonly symbol: string; readonly windowSeconds: 60 };
    payload: PriceTick | PriceHistory;
  };
  "price.equity.twap": {
    filter: { readonly symbol: string; readonly windowSeconds: 60 };
    payload: PriceTick | PriceHistory;
  };
  "price.polymarket": { filter: { readonly tokenId: string }; payload: TokenPrice };
};
export type PriceChannelName = keyof PriceChannels;

/** The channels this library knows. */
export const PRICE_CHANNELS = [
  "price.crypto",
  "price.equity",
  "price.crypto.twap",
  "price.equity.twap",
  "price.polymarket",
] as const satisfies readonly PriceChannelName[];

/** The filter as the server wants it. @throws {ValidationError} what it would answer with `bad_filter`. */
export function wireFilter(filter: PriceChannels[PriceChannelName]["filter"]): Fields {
  if ("tokenId" in filter) {
    if (!/^\d{1,78}$/.test(filter.tokenId)) throw refuse("tokenId", "an outcome token id");
    return { asset_id: filter.tokenId };
  }
  if (!/^[a-z0-9.-]+$/.test(filter.symbol)) {
    throw refuse("symbol", 'one symbol such as "btcusd" or "aapl": lower case, no slash, no spaces');
  }
  if (!("windowSeconds" in filter)) return { symbol: filter.symbol };
  if (filter.windowSeconds !== 60) throw refuse("windowSeconds", "60: there is no other average");
  return { symbol: filter.symbol, window_seconds: filter.windowSeconds };
}

/** What a data frame is about: the same text for a filter and for the payloads it brings. */
export function subjectOf(name: PriceChannelName, payload: Fields): string {
  const { asset_id, symbol } = payload;
  const subject = name === "price.polymarket" ? asset_id : symbol;
  return `${name} ${typeof subject === "string" ? subject.toLowerCase() : ""}`;
}

/** Reads a payload. @throws {FieldError} */
export function readPricePayload(
  name: PriceChannelName,
  payload: unknown,
): PriceChannels[PriceChannelName]["payload"] {
  if (!isFields(payload)) throw new FieldError("payload must be an object");
  if (name === "price.polymarket") {
    return {
      conditionId: text(payload, "market"),
      tokenId: text(payload, "asset_id"),
      bestBid: optionalText(payload, "best_bid"),
      bestAsk: optionalText(payload, "best_ask"),
      hash: optionalText(payload, "hash"),
      timestamp: optionalTime(payload, "timestamp") ?? 0,
    };
  }
  return Array.isArray(payload.data) ? readPriceHistory(payload) : readPriceTick(payload, false);
}

function refuse(field: string, wanted: string): ValidationError {
  return new ValidationError({ message: `${field} must be ${wanted}.`, context: { field } });
}
