import { type ErrorDefaults, PolymarketError } from "./base.ts";

/** An order or cancel that did not do what was asked. */
export class TradingError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "trading-error",
    action: "Read the reason in the message.",
  };
}
/** An order the venue would refuse as it stands: size, price, time in force, expiration. */
export class InvalidOrderError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "invalid-order",
    action: "Correct the named field; the message says what the venue accepts.",
    retry: "never",
    outcome: "not-sent",
  };
}
/** The venue proved that it refused the order. */
export class OrderRejectedError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "order-rejected",
    action: "Read the venue's reason; the order is not on the book.",
    retry: "never",
    outcome: "rejected",
  };
}
/** No proof yet whether the order landed. */
export class OrderOutcomeUnknownError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "order-outcome-unknown",
    action: "Do not order again: resolve it by its order id (hash) first.",
    retry: "never",
    outcome: "unknown",
  };
}
/** The venue holds the order before matching; it may still fill and cannot be cancelled meanwhile. */
export class OrderDelayedError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "order-delayed",
    action: "Wait for the order's final state; do not order again.",
    retry: "never",
    outcome: "landed",
  };
}
/** The venue knows no order of this id for these credentials. */
export class OrderNotFoundError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "order-not-found",
    action: "Check the id and that the same API key placed it.",
    retry: "never",
    outcome: "rejected",
  };
}
/** A GTD expiration that is past, or too near. */
export class OrderExpiredError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "order-expired",
    action: "Use an expiration at least three minutes ahead; the venue drops the order one minute early.",
    retry: "never",
    outcome: "not-sent",
  };
}
/** A fill-or-kill order found too little depth and was killed. */
export class FOKNotFilledError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "fok-not-filled",
    action: "Lower the size, widen the price, or use FAK.",
    retry: "never",
    outcome: "rejected",
  };
}
/** A fill-and-kill order met no counterpart and was killed. */
export class FAKNotFilledError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "fak-not-filled",
    action: "Widen the price or wait for liquidity.",
    retry: "never",
    outcome: "rejected",
  };
}
/** A post-only order would have crossed the book. */
export class PostOnlyCrossError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "post-only-crosses",
    action: "Move the price away from the opposite side and place it again.",
    retry: "never",
    outcome: "rejected",
  };
}
/** The venue already has this very order: the earlier send landed. */
export class DuplicateOrderError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "order-duplicate",
    action: "Look the order up by its id; do not send another.",
    retry: "never",
    outcome: "landed",
  };
}
/** The order was signed for another exchange contract or domain version than the market's. */
export class OrderVersionMismatchError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "order-version-mismatch",
    action: "Refetch the market's rules and sign again; nothing landed.",
    retry: "safe",
    outcome: "rejected",
  };
}
/** The market does not accept orders now. */
export class MarketNotReadyError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "market-not-ready",
    action: "Wait until the market accepts orders, or choose another.",
    retry: "safe",
    outcome: "rejected",
  };
}
/** The wallet cannot pay for the order. */
export class InsufficientBalanceError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "insufficient-balance",
    action: "Deposit, cancel open orders, or lower the size.",
    retry: "never",
    outcome: "not-sent",
  };
}
/** The exchange contract may not move enough of the wallet's tokens. */
export class InsufficientAllowanceError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "insufficient-allowance",
    action: "Approve the exchange contract for this wallet, then refresh the venue's allowance cache.",
    retry: "never",
    outcome: "not-sent",
  };
}
/** The local reservation ledger was asked for something impossible. */
export class BalanceTrackingError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "balance-tracking",
    action: "Report it: reservations are released exactly once.",
    retry: "never",
    outcome: "not-sent",
  };
}
/** A limit of the operator's own, or the kill switch, refused the order. */
export class GuardError extends TradingError {
  static override readonly defaults: ErrorDefaults = {
    ...TradingError.defaults,
    code: "guard",
    action: "Wait, change the order, or change the guard that the context names; nothing was sent.",
    retry: "never",
    outcome: "not-sent",
  };
}
