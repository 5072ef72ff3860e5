import {
  errorGuard,
  InvalidKeyError,
  InvalidOrderError,
  InvalidSecretError,
  isOrderAmountsError,
  type OrderAmountsError,
  SignerMismatchError,
  SigningError,
  ValidationError,
} from "@pm/core-types";

// What each public function throws, and the guard of it. A malformed id, hex or checksum is a ValidationError.

/** What `privateKey`, `decryptKeystore` and `encryptKeystore` throw. */
export type PrivateKeyError = InvalidKeyError;
/** Guard of `PrivateKeyError`. */
export const isPrivateKeyError: (error: unknown) => error is PrivateKeyError = errorGuard(InvalidKeyError);

/** What `buildOrder`, `hashOrder`, `verifyOrder` and `fromWireOrder` throw. */
export type OrderFieldError = ValidationError;
/** Guard of `OrderFieldError`. */
export const isOrderFieldError: (error: unknown) => error is OrderFieldError = errorGuard(ValidationError);

/** What `signOrder` and `OrderSigner.signOrder` throw. */
export type SignOrderError = OrderFieldError | SignerMismatchError | SigningError;
/** Guard of `SignOrderError`. */
export const isSignOrderError: (error: unknown) => error is SignOrderError = errorGuard(
  ValidationError,
  SignerMismatchError,
  SigningError,
);

/** What `OrderSigner.signOrderRequest` throws. */
export type SignOrderRequestError =
  | SignOrderError
  | OrderAmountsError
  | InvalidOrderError
  | InvalidSecretError;
const isRequestError = errorGuard(
  ValidationError,
  SignerMismatchError,
  SigningError,
  InvalidOrderError,
  InvalidSecretError,
);
/** Guard of `SignOrderRequestError`. */
export const isSignOrderRequestError = (error: unknown): error is SignOrderRequestError =>
  isRequestError(error) || isOrderAmountsError(error);

/** What `createL1Headers`, `signTyped`, `fetchBuilderHeaders` and the relayer's requests throw. */
export type SignRequestError = SigningError | ValidationError;
/** Guard of `SignRequestError`. */
export const isSignRequestError: (error: unknown) => error is SignRequestError = errorGuard(
  SigningError,
  ValidationError,
);

/** What `createL2Headers`, `createBuilderHeaders` and `hmacSignature` throw. */
export type HmacError = InvalidSecretError | ValidationError;
/** Guard of `HmacError`. */
export const isHmacError: (error: unknown) => error is HmacError = errorGuard(
  InvalidSecretError,
  ValidationError,
);
