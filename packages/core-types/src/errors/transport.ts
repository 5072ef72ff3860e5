import { type ErrorDefaults, PolymarketError } from "./base.ts";

/** The venue answered with an error that has no type of its own. */
export class APIError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "api-error",
    action: "Read the venue's text; retry reads, resolve orders by id.",
    retry: "safe",
    outcome: "unknown",
  };
}
/** The venue answered something that could not be read as what was asked for. */
export class InvalidResponseError extends APIError {
  static override readonly defaults: ErrorDefaults = {
    ...APIError.defaults,
    code: "invalid-response",
    action: "Retry reads; if it persists the venue changed its wire format: update.",
    retry: "safe",
    outcome: "unknown",
  };
}
/** The connection failed before a whole answer arrived. */
export class TransportError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "transport-error",
    action: "Check the network; reads are retried, orders are resolved by id.",
    retry: "safe",
    outcome: "unknown",
  };
}
/** The deadline passed before a whole answer arrived. */
export class TimeoutError extends TransportError {
  static override readonly defaults: ErrorDefaults = {
    ...TransportError.defaults,
    code: "timeout",
    action: "Raise the deadline or check the network; orders are resolved by id.",
    retry: "safe",
    outcome: "unknown",
  };
}
/** The caller aborted the call. */
export class AbortedError extends TransportError {
  static override readonly defaults: ErrorDefaults = {
    ...TransportError.defaults,
    code: "aborted",
    action: "An aborted order is resolved or cancelled by id, not forgotten.",
    retry: "safe",
    outcome: "unknown",
  };
}
/** A rate limit refused the request, here or at the venue. */
export class RateLimitError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "rate-limited",
    action: "Wait for retryAfterMs; lower the rate or raise the tier if it persists.",
    retry: "after",
    outcome: "rejected",
  };
}
/** The local queue before a limit is full or the wait would be too long. */
export class QueueFullError extends RateLimitError {
  static override readonly defaults: ErrorDefaults = {
    ...RateLimitError.defaults,
    code: "queue-full",
    action: "Slow down, raise the queue bound, or give the call more time.",
    retry: "after",
    outcome: "not-sent",
  };
}
/** One request asks for more than its limit can ever hold, so no waiting would help. */
export class OverBurstError extends RateLimitError {
  static override readonly defaults: ErrorDefaults = {
    ...RateLimitError.defaults,
    code: "over-burst",
    action: "Split the batch into pieces of at most context.largest.",
    retry: "never",
    outcome: "not-sent",
  };
}
/** The circuit breaker of this surface is open. */
export class CircuitBreakerError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "circuit-open",
    action: "Wait for retryAfterMs; the surface failed repeatedly and is being probed.",
    retry: "after",
    outcome: "not-sent",
  };
}
/** The venue is restarting, post-only, cancel-only or disabled. */
export class VenueModeError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "venue-mode",
    action: "Wait for the mode to end; cancel or send post-only orders where the mode allows them.",
    retry: "after",
    outcome: "rejected",
  };
}
/** The venue refuses trading from this network location. */
export class GeoblockedError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "geoblocked",
    action: "Trade from an allowed location; do not retry.",
    retry: "never",
    outcome: "rejected",
  };
}
/** The venue's edge answered with a page instead of data. */
export class WafBlockedError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "waf-blocked",
    action: "Slow down and check the egress address; the edge blocks or challenges it.",
    retry: "after",
    outcome: "unknown",
  };
}
/** A socket failed. */
export class WebSocketError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "websocket-error",
    action: "The stream reconnects by itself; read the reason if it persists.",
    retry: "safe",
    outcome: "unknown",
  };
}
/** A socket could not be opened. */
export class WebSocketConnectionError extends WebSocketError {
  static override readonly defaults: ErrorDefaults = {
    ...WebSocketError.defaults,
    code: "websocket-connection",
    action: "Check the host and the network; connecting is retried with backoff.",
    retry: "safe",
    outcome: "not-sent",
  };
}
/** A socket closed while it was needed. */
export class WebSocketDisconnectedError extends WebSocketError {
  static override readonly defaults: ErrorDefaults = {
    ...WebSocketError.defaults,
    code: "websocket-disconnected",
    action: "The stream reconnects by itself; wait for live again.",
    retry: "safe",
    outcome: "unknown",
  };
}
/** The client was closed. */
export class ClosedError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "closed",
    action: "Create a new client.",
    retry: "never",
    outcome: "not-sent",
  };
}
/** The intent journal could not be written or read. */
export class JournalError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "journal",
    action: "Check the disk and its permissions; orders are not sent without their journal entry.",
    retry: "never",
    outcome: "not-sent",
  };
}
