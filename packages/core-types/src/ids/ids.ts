import { errorGuard } from "../errors/guard.ts";
import { InvalidIdError } from "../errors/validation.ts";
import type { Brand } from "./brand.ts";
import { hexProblem, refuseId, uint256Problem } from "./explain.ts";

/** An outcome token: a decimal uint256 string (ERC-1155 id of the Conditional Tokens or PositionManager contract). */
export type TokenId = Brand<"TokenId">;
/** A condition (market): `0x` and 64 hex digits, lower case. Conditions of Protocol V2 end in `00`. */
export type ConditionId = Hex & Brand<"ConditionId">;
/** A question, as its oracle knows it: `0x` and 64 hex digits, lower case. */
export type QuestionId = Hex & Brand<"QuestionId">;
/** An order: the EIP-712 digest of what was signed, `0x` and 64 hex digits, known before anything is sent. */
export type OrderId = Hex & Brand<"OrderId">;
/** A trade at the venue: an opaque id. */
export type TradeId = Brand<"TradeId">;
/** A CLOB API key: a UUID. */
export type ApiKey = Brand<"ApiKey">;
/** A 20-byte address, EIP-55 checksummed. */
export type Address = Hex & Brand<"Address">;
/** Any `0x` hex text. */
export type Hex = `0x${string}`;

/** @throws {InvalidIdError} unless `value` is a decimal uint256 string without leading zeros. */
export function tokenId(value: unknown): TokenId {
  const problem = uint256Problem(value);
  if (problem !== undefined) refuseId("tokenId", "a decimal uint256 string", problem);
  return value as TokenId;
}

/**
 * Reads a condition id. The 62 digits of a Protocol V2 condition (bytes31) are padded to the 64 that the CLOB and the
 * Data API ask for.
 *
 * @throws {InvalidIdError} unless `value` is `0x` and 64 (or 62) hex digits.
 */
export function conditionId(value: unknown): ConditionId {
  if (hexProblem(value, BYTES31_DIGITS) === undefined)
    return `${String(value).toLowerCase()}00` as ConditionId;
  return bytes32<ConditionId>("conditionId", value);
}

/** @throws {InvalidIdError} unless `value` is `0x` and 64 hex digits. */
export function questionId(value: unknown): QuestionId {
  return bytes32<QuestionId>("questionId", value);
}

/** @throws {InvalidIdError} unless `value` is `0x` and 64 hex digits: the order's hash. */
export function orderId(value: unknown): OrderId {
  return bytes32<OrderId>("orderId", value);
}

/** @throws {InvalidIdError} unless `value` is a non-empty string of at most 200 characters. */
export function tradeId(value: unknown): TradeId {
  if (typeof value !== "string") refuseId("tradeId", "a short text", `it is of type ${typeof value}`);
  if (value === "") refuseId("tradeId", "a short text", "it is empty");
  if (value.length > 200) refuseId("tradeId", "a short text", `it has ${value.length} characters`);
  return value as TradeId;
}

/** @throws {InvalidIdError} unless `value` looks like a UUID. The value is never echoed. */
export function apiKey(value: unknown): ApiKey {
  if (typeof value !== "string" || !/^[0-9a-zA-Z-]{16,64}$/.test(value)) {
    throw new InvalidIdError({
      message: "apiKey must be the UUID the venue gave.",
      context: { field: "apiKey" },
    });
  }
  return value as ApiKey;
}

const BYTES31_DIGITS = 62;
const BYTES32_DIGITS = 64;

function bytes32<Id extends string>(kind: string, value: unknown): Id {
  const problem = hexProblem(value, BYTES32_DIGITS);
  if (problem !== undefined) refuseId(kind, "0x and 64 hex digits", problem);
  return String(value).toLowerCase() as Id;
}

/** What the id parsers throw; `address` throws its subclass for a wrong checksum. */
export type IdError = InvalidIdError;

/** Guard of `IdError`. */
export const isIdError: (error: unknown) => error is IdError = errorGuard(InvalidIdError);
