import { InvalidIdError } from "../errors/validation.ts";
import type { Brand } from "./brand.ts";

/** An outcome token: a decimal uint256 string (ERC-1155 id of the Conditional Tokens contract). */
export type TokenId = Brand<"TokenId">;
/** A condition (market): `0x` and 64 hex digits, lower case. */
export type ConditionId = Brand<"ConditionId">;
/** An order: the EIP-712 digest of what was signed, `0x` and 64 hex digits, known before anything is sent. */
export type OrderId = Brand<"OrderId">;
/** A trade at the venue: an opaque id. */
export type TradeId = Brand<"TradeId">;
/** A CLOB API key: a UUID. */
export type ApiKey = Brand<"ApiKey">;
/** A 20-byte address, EIP-55 checksummed. */
export type Address = Brand<"Address">;
/** Any `0x` hex text. */
export type Hex = `0x${string}`;

const UINT256_LIMIT = 1n << 256n;

function refuse(kind: string, value: unknown, wanted: string): never {
  const shown = typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : `a ${typeof value}`;
  throw new InvalidIdError({
    message: `${kind} must be ${wanted}, not ${shown}.`,
    context: { kind, value: shown },
  });
}

/** @throws {InvalidIdError} unless `value` is a decimal uint256 string without leading zeros. */
export function tokenId(value: unknown): TokenId {
  if (typeof value !== "string" || !/^(?:0|[1-9]\d{0,77})$/.test(value)) {
    refuse("tokenId", value, "a decimal uint256 string (not hex, not a number)");
  }
  if (BigInt(value) >= UINT256_LIMIT) refuse("tokenId", value, "below 2^256");
  return value as TokenId;
}

/** @throws {InvalidIdError} unless `value` is `0x` and 64 hex digits. */
export function conditionId(value: unknown): ConditionId {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{64}$/.test(value)) {
    refuse("conditionId", value, "0x and 64 hex digits");
  }
  return value.toLowerCase() as ConditionId;
}

/** @throws {InvalidIdError} unless `value` is `0x` and 64 hex digits. */
export function orderId(value: unknown): OrderId {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{64}$/.test(value)) {
    refuse("orderId", value, "0x and 64 hex digits (the order's hash)");
  }
  return value.toLowerCase() as OrderId;
}

/** @throws {InvalidIdError} unless `value` is a non-empty string of at most 200 characters. */
export function tradeId(value: unknown): TradeId {
  if (typeof value !== "string" || value.length === 0 || value.length > 200)
    refuse("tradeId", value, "a short text");
  return value as TradeId;
}

/** @throws {InvalidIdError} unless `value` looks like a UUID. The value is never echoed. */
export function apiKey(value: unknown): ApiKey {
  if (typeof value !== "string" || !/^[0-9a-zA-Z-]{16,64}$/.test(value)) {
    throw new InvalidIdError({
      message: "apiKey must be the UUID the venue gave.",
      context: { kind: "apiKey" },
    });
  }
  return value as ApiKey;
}
