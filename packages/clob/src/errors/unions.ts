import {
  AbortedError,
  APIError,
  AuthenticationError,
  BalanceTrackingError,
  CircuitBreakerError,
  ClosedError,
  errorGuard,
  GeoblockedError,
  GuardError,
  IncompleteDataError,
  InsufficientAllowanceError,
  InsufficientBalanceError,
  InsufficientLiquidityError,
  InvalidDecimalError,
  InvalidIdError,
  InvalidOrderError,
  InvalidResponseError,
  JournalError,
  MarketDataError,
  OrderBookError,
  OrderExpiredError,
  OrderNotFoundError,
  PriceUnavailableError,
  RateLimitError,
  SignerMismatchError,
  SigningError,
  TickSizeError,
  TimeoutError,
  TransportError,
  UnsupportedFeeError,
  ValidationError,
  VenueModeError,
  WafBlockedError,
} from "@pm/core-types";

const REQUEST = [
  AbortedError,
  APIError,
  CircuitBreakerError,
  ClosedError,
  GeoblockedError,
  InvalidResponseError,
  RateLimitError,
  TimeoutError,
  TransportError,
  VenueModeError,
  WafBlockedError,
] as const;
const READ = [
  ...REQUEST,
  IncompleteDataError,
  InvalidIdError,
  MarketDataError,
  OrderBookError,
  PriceUnavailableError,
  ValidationError,
] as const;
const PRIVATE = [...READ, AuthenticationError, OrderNotFoundError, SigningError] as const;
const PLACE = [
  ...PRIVATE,
  BalanceTrackingError,
  GuardError,
  InsufficientAllowanceError,
  InsufficientBalanceError,
  InsufficientLiquidityError,
  InvalidDecimalError,
  InvalidOrderError,
  JournalError,
  OrderExpiredError,
  SignerMismatchError,
  TickSizeError,
  UnsupportedFeeError,
] as const;

type Of<Classes extends readonly (abstract new (...args: never[]) => unknown)[]> = InstanceType<
  Classes[number]
>;

/** What any request can fail with. */
export type RequestError = Of<typeof REQUEST>;
/** Guard of `RequestError`. */
export const isRequestError: (error: unknown) => error is RequestError = errorGuard(...REQUEST);

/** What a public read can fail with. */
export type ReadError = Of<typeof READ>;
/** Guard of `ReadError`. */
export const isReadError: (error: unknown) => error is ReadError = errorGuard(...READ);

/** What a read or a cancel of an account can fail with. */
export type AccountError = Of<typeof PRIVATE>;
/** Guard of `AccountError`. */
export const isAccountError: (error: unknown) => error is AccountError = errorGuard(...PRIVATE);

/**
 * What keeps an order from being sent; its `outcome` is always `not-sent`. What the venue says of an order that was
 * sent is in `order.error`.
 */
export type PlaceOrderError = Of<typeof PLACE>;
/** Guard of `PlaceOrderError`. */
export const isPlaceOrderError: (error: unknown) => error is PlaceOrderError = errorGuard(...PLACE);

/** What making an account can fail with. */
export type CreateAccountError = InvalidIdError | SignerMismatchError | ValidationError;
/** Guard of `CreateAccountError`. */
export const isCreateAccountError: (error: unknown) => error is CreateAccountError = errorGuard(
  InvalidIdError,
  SignerMismatchError,
  ValidationError,
);
