import { type ErrorDefaults, PolymarketError } from "./base.ts";

/** Market data that could not be had or trusted. */
export class MarketDataError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "market-data",
    action: "Read the reason; retry later.",
    retry: "safe",
    outcome: "rejected",
  };
}
/** No market of this id. */
export class MarketNotFoundError extends MarketDataError {
  static override readonly defaults: ErrorDefaults = {
    ...MarketDataError.defaults,
    code: "market-not-found",
    action: "Check the condition id, token id or slug and the environment.",
    retry: "never",
    outcome: "rejected",
  };
}
/** The venue has no order book for the token, or a book that breaks its rules. */
export class OrderBookError extends MarketDataError {
  static override readonly defaults: ErrorDefaults = {
    ...MarketDataError.defaults,
    code: "order-book",
    action: "Check the token id; a resolved market has no book.",
    retry: "safe",
    outcome: "rejected",
  };
}
/** No price can be told for the token now. */
export class PriceUnavailableError extends MarketDataError {
  static override readonly defaults: ErrorDefaults = {
    ...MarketDataError.defaults,
    code: "price-unavailable",
    action: "Wait for a trade or a quote on the book.",
    retry: "safe",
    outcome: "rejected",
  };
}
/** The book has too little depth for the amount. */
export class InsufficientLiquidityError extends MarketDataError {
  static override readonly defaults: ErrorDefaults = {
    ...MarketDataError.defaults,
    code: "insufficient-liquidity",
    action: "Lower the amount, widen the price, or use FAK to take what is there.",
    retry: "safe",
    outcome: "not-sent",
  };
}
/** A partial answer: something that was asked for is missing. */
export class IncompleteDataError extends MarketDataError {
  static override readonly defaults: ErrorDefaults = {
    ...MarketDataError.defaults,
    code: "incomplete-data",
    action: "Retry, or ask for a partial result explicitly; the context names what is missing.",
    retry: "safe",
    outcome: "rejected",
  };
}
/** A fee schedule this library cannot compute exactly, or one that makes no sense. */
export class UnsupportedFeeError extends MarketDataError {
  static override readonly defaults: ErrorDefaults = {
    ...MarketDataError.defaults,
    code: "unsupported-fee",
    action: "Do not trade this market until its fee schedule is understood; update the library.",
    retry: "never",
    outcome: "not-sent",
  };
}
/** The market's version is unknown, or contradicts the layout of its ids: which exchange it trades on is not certain. */
export class MarketVersionError extends MarketDataError {
  static override readonly defaults: ErrorDefaults = {
    ...MarketDataError.defaults,
    code: "market-version",
    action: "Do not trade this market: refetch its rules; if it persists, update the library.",
    retry: "never",
    outcome: "not-sent",
  };
}
