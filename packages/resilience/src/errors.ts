import {
  AbortedError,
  type AccountBannedError,
  APIError,
  AuthenticationError,
  CircuitBreakerError,
  ClosedError,
  type ClosedOnlyError,
  errorGuard,
  GeoblockedError,
  InvalidResponseError,
  OverBurstError,
  QueueFullError,
  RateLimitError,
  type TimeoutError,
  TransportError,
  ValidationError,
  VenueModeError,
  WafBlockedError,
} from "@pm/core-types";

// What each public function throws, and the guard of it.

/** What a transport of `createTransport` throws. */
export type SendError =
  | TransportError
  | TimeoutError
  | AbortedError
  | WafBlockedError
  | GeoblockedError
  | InvalidResponseError
  | ClosedError
  | ValidationError;
/** Guard of {@link SendError}. */
export const isSendError: (error: unknown) => error is SendError = errorGuard(
  TransportError,
  WafBlockedError,
  GeoblockedError,
  InvalidResponseError,
  ClosedError,
  ValidationError,
);

/** What `Limiter.acquire` rejects with. */
export type AcquireError = QueueFullError | OverBurstError | AbortedError | ClosedError | ValidationError;
/** Guard of {@link AcquireError}. */
export const isAcquireError: (error: unknown) => error is AcquireError = errorGuard(
  QueueFullError,
  OverBurstError,
  AbortedError,
  ClosedError,
  ValidationError,
);

/** What a transport of `resilientTransport` throws. */
export type ResilientSendError = SendError | AcquireError | CircuitBreakerError | VenueModeError;
/** Guard of {@link ResilientSendError}. */
export const isResilientSendError: (error: unknown) => error is ResilientSendError = errorGuard(
  TransportError,
  WafBlockedError,
  GeoblockedError,
  InvalidResponseError,
  ClosedError,
  ValidationError,
  QueueFullError,
  OverBurstError,
  CircuitBreakerError,
  VenueModeError,
);

/** What `requireOk` throws and `errorFromResponse` gives. */
export type AnswerError =
  | APIError
  | AuthenticationError
  | ClosedOnlyError
  | AccountBannedError
  | RateLimitError
  | VenueModeError
  | WafBlockedError
  | GeoblockedError;
/** Guard of {@link AnswerError}. */
export const isAnswerError: (error: unknown) => error is AnswerError = errorGuard(
  APIError,
  AuthenticationError,
  RateLimitError,
  VenueModeError,
  WafBlockedError,
  GeoblockedError,
);
