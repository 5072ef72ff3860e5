import {
  address,
  type Hex,
  isPolymarketError,
  type Side,
  type SignatureType,
  tokenId,
  ValidationError,
} from "@pm/core-types";
import { checkedSignatureType } from "./codes.ts";
import type { SignedOrder, UnsignedOrder } from "./order.ts";

/** The `order` object of `POST /order`. Key order is free; ours is the official client's. */
export type WireOrder = {
  readonly salt: number;
  readonly maker: string;
  readonly signer: string;
  readonly tokenId: string;
  readonly makerAmount: string;
  readonly takerAmount: string;
  readonly side: Side;
  readonly signatureType: SignatureType;
  /** Unix milliseconds. */
  readonly timestamp: string;
  /** Unix seconds, "0" for none; not signed. */
  readonly expiration: string;
  readonly metadata: string;
  readonly builder: string;
  readonly signature: string;
};

/** The wire form of a signed order. `expiration` (Unix seconds, default "0") is not part of what is signed. */
export function toWireOrder({ order, signature }: SignedOrder, expiration = "0"): WireOrder {
  return {
    salt: Number(order.salt),
    maker: order.maker,
    signer: order.signer,
    tokenId: order.tokenId,
    makerAmount: order.makerAmount.toString(),
    takerAmount: order.takerAmount.toString(),
    side: order.side,
    signatureType: order.signatureType,
    timestamp: order.timestamp.toString(),
    expiration,
    metadata: order.metadata,
    builder: order.builder,
    signature,
  };
}

/** What a wire order holds: the signed fields, the signature, and the expiration beside them. */
export type ReceivedOrder = {
  readonly order: UnsignedOrder;
  readonly signature: Hex;
  readonly expiration: string;
};

/**
 * Reads the `order` object of `POST /order`.
 *
 * @throws {ValidationError} naming the field that is missing or malformed.
 */
export function fromWireOrder(wire: unknown): ReceivedOrder {
  if (typeof wire !== "object" || wire === null) throw invalid("order", "must be an object");
  const fields = wire as Readonly<Record<string, unknown>>;
  const order: UnsignedOrder = {
    salt: readSalt(fields.salt),
    maker: named("maker", () => address(fields.maker, "maker")),
    signer: named("signer", () => address(fields.signer, "signer")),
    tokenId: named("tokenId", () => tokenId(fields.tokenId)),
    makerAmount: readUint(fields, "makerAmount"),
    takerAmount: readUint(fields, "takerAmount"),
    side: readSide(fields.side),
    signatureType: checkedSignatureType(fields.signatureType),
    timestamp: readUint(fields, "timestamp"),
    metadata: readHex(fields, "metadata", 32),
    builder: readHex(fields, "builder", 32),
  };
  return {
    order,
    signature: readHex(fields, "signature"),
    expiration: readUint(fields, "expiration").toString(),
  };
}

function readSalt(value: unknown): bigint {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw invalid("salt", "must be a JSON number from 0 to 2^53 − 1");
  }
  return BigInt(value);
}

function readSide(value: unknown): Side {
  if (value !== "BUY" && value !== "SELL") throw invalid("side", 'must be "BUY" or "SELL"');
  return value;
}

function readUint(fields: Readonly<Record<string, unknown>>, field: string): bigint {
  const value = fields[field];
  if (typeof value !== "string" || !/^\d{1,78}$/.test(value) || BigInt(value) >= 1n << 256n) {
    throw invalid(field, "must be a decimal uint256 string");
  }
  return BigInt(value);
}

function readHex(fields: Readonly<Record<string, unknown>>, field: string, length?: number): Hex {
  const value = fields[field];
  const form = length === undefined ? "whole bytes of 0x hex" : `0x and ${length * 2} hex digits`;
  if (
    typeof value !== "string" ||
    !/^0x(?:[0-9a-fA-F]{2})+$/.test(value) ||
    (length !== undefined && value.length !== 2 + length * 2)
  ) {
    throw invalid(field, `must be ${form}`);
  }
  return value as Hex;
}

/** Parsers of ids name the kind of id; on the wire the field's own name says more. */
function named<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isPolymarketError(error)) throw error;
    throw new ValidationError({ message: error.message, context: { ...error.context, field }, cause: error });
  }
}

function invalid(field: string, problem: string): ValidationError {
  return new ValidationError({ message: `${field} ${problem}.`, context: { field } });
}
