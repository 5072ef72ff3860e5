import { type ErrorDefaults, PolymarketError } from "./base.ts";

/** The venue refused the credentials. */
export class AuthenticationError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "unauthorized",
    action: "Check that the API key belongs to this wallet and environment; derive it again if needed.",
    retry: "never",
    outcome: "rejected",
  };
}
/** Signer, maker, API key owner and signature type do not belong together. */
export class SignerMismatchError extends AuthenticationError {
  static override readonly defaults: ErrorDefaults = {
    ...AuthenticationError.defaults,
    code: "signer-mismatch",
    action: "Set funder and signature type so that the maker derives from the signer.",
    retry: "never",
    outcome: "rejected",
  };
}
/** A private key, API secret or keystore that cannot be used. Never contains the key. */
export class InvalidKeyError extends AuthenticationError {
  static override readonly defaults: ErrorDefaults = {
    ...AuthenticationError.defaults,
    code: "invalid-key",
    action: "Check the key's source: 32 bytes as 64 hex digits, below the curve order, not zero.",
    retry: "never",
    outcome: "not-sent",
  };
}
/** An API secret that is not base64. Never contains the secret. */
export class InvalidSecretError extends InvalidKeyError {
  static override readonly defaults: ErrorDefaults = {
    ...InvalidKeyError.defaults,
    code: "invalid-secret",
    action: "Copy the API secret again exactly as the venue gave it (base64 or base64url).",
  };
}
/** The signer failed to produce a signature. */
export class SigningError extends AuthenticationError {
  static override readonly defaults: ErrorDefaults = {
    ...AuthenticationError.defaults,
    code: "signing-failed",
    action: "Check the signer (remote service, hardware, permissions); nothing was sent.",
    retry: "safe",
    outcome: "not-sent",
  };
}
/** No wallet of this id in the fleet. */
export class WalletNotFoundError extends AuthenticationError {
  static override readonly defaults: ErrorDefaults = {
    ...AuthenticationError.defaults,
    code: "wallet-not-found",
    action: "Add the wallet first, or use one of the listed ids.",
    retry: "never",
    outcome: "not-sent",
  };
}
/** The account may only reduce positions. */
export class ClosedOnlyError extends AuthenticationError {
  static override readonly defaults: ErrorDefaults = {
    ...AuthenticationError.defaults,
    code: "closed-only",
    action: "Only sell what is held; opening orders are refused for this account.",
    retry: "never",
    outcome: "rejected",
  };
}
/** The venue banned the address. */
export class AccountBannedError extends AuthenticationError {
  static override readonly defaults: ErrorDefaults = {
    ...AuthenticationError.defaults,
    code: "account-banned",
    action: "Stop trading with this address and contact the venue.",
    retry: "never",
    outcome: "rejected",
  };
}
/** A key or secret was used after its wallet was removed. */
export class SecretDestroyedError extends AuthenticationError {
  static override readonly defaults: ErrorDefaults = {
    ...AuthenticationError.defaults,
    code: "secret-destroyed",
    action: "Add the wallet again with its key; destroyed secrets cannot be brought back.",
    retry: "never",
    outcome: "not-sent",
  };
}
