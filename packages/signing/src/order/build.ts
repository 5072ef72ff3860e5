import {
  type Address,
  type Hex,
  type OrderAmounts,
  type Random,
  type Side,
  type SignatureType,
  type TokenId,
  ValidationError,
} from "@pm/core-types";
import { checkedSignatureType, sideCode } from "./codes.ts";
import { type UnsignedOrder, ZERO_BYTES32 } from "./order.ts";
import { generateSalt } from "./salt.ts";

/** What an order is built from. */
export type BuildOrderInput = {
  readonly tokenId: TokenId;
  readonly side: Side;
  readonly amounts: OrderAmounts;
  readonly maker: Address;
  readonly signer: Address;
  /** Default 0: the account trades for itself. */
  readonly signatureType?: SignatureType;
  /** Unix milliseconds. */
  readonly timestamp: number | bigint;
  /** Default: a fresh one. */
  readonly salt?: bigint;
  /** Where a fresh salt comes from; default the platform's CSPRNG. */
  readonly random?: Random;
  readonly metadata?: Hex;
  readonly builder?: Hex;
};

const MAX_SALT = 2n ** 53n - 1n;

/**
 * The unsigned order: exact amounts, a fresh salt, zero metadata and builder unless given.
 *
 * @throws {ValidationError} naming the field that is out of range.
 */
export function buildOrder(input: BuildOrderInput): UnsignedOrder {
  return checkedOrder({
    salt: input.salt ?? generateSalt(input.random),
    maker: input.maker,
    signer: input.signer,
    tokenId: input.tokenId,
    makerAmount: input.amounts.makerAmount,
    takerAmount: input.amounts.takerAmount,
    side: input.side,
    signatureType: input.signatureType ?? 0,
    timestamp: wholeMilliseconds(input.timestamp),
    metadata: input.metadata ?? ZERO_BYTES32,
    builder: input.builder ?? ZERO_BYTES32,
  });
}

/** Unix milliseconds as the integer that is signed. @throws {ValidationError} for a fraction or a negative number. */
export function wholeMilliseconds(timestamp: number | bigint): bigint {
  if (typeof timestamp === "number" && !Number.isSafeInteger(timestamp)) throw badTimestamp();
  if (timestamp < 0) throw badTimestamp();
  return BigInt(timestamp);
}

function badTimestamp(): ValidationError {
  return invalid("timestamp", "must be whole Unix milliseconds");
}

/**
 * The order itself, when the wire can carry it and it trades something. Its ids and hex are checked as they are hashed.
 *
 * @throws {ValidationError} naming the field that is out of range.
 */
export function checkedOrder(order: UnsignedOrder): UnsignedOrder {
  if (order.salt < 0n || order.salt > MAX_SALT) throw invalid("salt", "must be from 0 to 2^53 − 1");
  if (order.makerAmount <= 0n) throw invalid("makerAmount", "must be above zero");
  if (order.takerAmount <= 0n) throw invalid("takerAmount", "must be above zero");
  sideCode(order.side);
  checkedSignatureType(order.signatureType);
  return order;
}

function invalid(field: string, problem: string): ValidationError {
  return new ValidationError({ message: `${field} ${problem}.`, context: { field } });
}
