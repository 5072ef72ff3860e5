import {
  type Address,
  address,
  type Hex,
  isPolymarketError,
  type Side,
  type SignatureType,
} from "@pm/core-types";
import type { ReceivedOrder, UnsignedOrder } from "@pm/signing";

// The order of `POST /order`, read field by field. This is the venue's own reading, not the client library's, so that
// neither can hide a mistake of the other; and it is the hottest parser of the venue.

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const BYTES32 = /^0x[0-9a-fA-F]{64}$/;
const BYTES = /^0x(?:[0-9a-fA-F]{2})+$/;
const UINT = /^\d{1,78}$/;
const UINT256_LIMIT = 1n << 256n;
/** Longest signature that means anything: a deposit wallet's inside a session key's wrapper. */
const MAX_SIGNATURE = 4_000;
const KNOWN_ADDRESSES = 20_000;

const known = new Map<string, Address>();

/** Reads an order as it came; undefined when any field is missing or malformed. */
export function readWireOrder(fields: Readonly<Record<string, unknown>>): ReceivedOrder | undefined {
  const { salt, signature, metadata, builder, side, signatureType } = fields;
  const maker = readAddress(fields.maker);
  const signer = readAddress(fields.signer);
  const makerAmount = readUint(fields.makerAmount);
  const takerAmount = readUint(fields.takerAmount);
  const timestamp = readUint(fields.timestamp);
  const expiration = readUint(fields.expiration);
  if (
    typeof salt !== "number" ||
    !Number.isSafeInteger(salt) ||
    salt < 0 ||
    maker === undefined ||
    signer === undefined ||
    !isTokenId(fields.tokenId) ||
    makerAmount === undefined ||
    takerAmount === undefined ||
    timestamp === undefined ||
    expiration === undefined ||
    (side !== "BUY" && side !== "SELL") ||
    (signatureType !== 0 && signatureType !== 1 && signatureType !== 2 && signatureType !== 3) ||
    !isHex(metadata, BYTES32, 66) ||
    !isHex(builder, BYTES32, 66) ||
    !isHex(signature, BYTES, MAX_SIGNATURE)
  ) {
    return undefined;
  }
  const order: UnsignedOrder = {
    salt: BigInt(salt),
    maker,
    signer,
    tokenId: fields.tokenId as UnsignedOrder["tokenId"],
    makerAmount,
    takerAmount,
    side: side as Side,
    signatureType: signatureType as SignatureType,
    timestamp,
    metadata: metadata as Hex,
    builder: builder as Hex,
  };
  return { order, signature: signature as Hex, expiration: expiration.toString() };
}

/** An address in its checksummed form; wallets come again and again, and checksums are hashes. */
function readAddress(value: unknown): Address | undefined {
  if (typeof value !== "string") return undefined;
  const seen = known.get(value);
  if (seen !== undefined) return seen;
  if (!ADDRESS.test(value)) return undefined;
  try {
    const parsed = address(value);
    if (known.size >= KNOWN_ADDRESSES) known.clear();
    known.set(value, parsed);
    return parsed;
  } catch (error) {
    if (isPolymarketError(error)) return undefined;
    throw error;
  }
}

function readUint(value: unknown): bigint | undefined {
  if (typeof value !== "string" || !UINT.test(value)) return undefined;
  const parsed = BigInt(value);
  return parsed < UINT256_LIMIT ? parsed : undefined;
}

function isTokenId(value: unknown): value is string {
  return (
    typeof value === "string" &&
    UINT.test(value) &&
    (value === "0" || !value.startsWith("0")) &&
    BigInt(value) < UINT256_LIMIT
  );
}

function isHex(value: unknown, form: RegExp, limit: number): value is string {
  return typeof value === "string" && value.length <= limit && form.test(value);
}
