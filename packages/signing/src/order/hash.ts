import type { ExchangeDomain, OrderId } from "@pm/core-types";
import { toHex, writeHex } from "../bytes/hex.ts";
import { utf8, writeAddress, writeUint256 } from "../bytes/words.ts";
import { keccak256 } from "../keccak/keccak.ts";
import { exchangeSeparator } from "./domain.ts";
import { ORDER_TYPE, type UnsignedOrder } from "./order.ts";

// Hashing is synchronous, so one scratch buffer serves every order: the type hash and eleven words.
const struct = new Uint8Array(12 * 32);
const view = new DataView(struct.buffer);
struct.set(keccak256(utf8(ORDER_TYPE)));

const envelope = new Uint8Array(66);
envelope[0] = 0x19;
envelope[1] = 0x01;

/** The EIP-712 struct hash of an order (32 bytes). @throws {ValidationError} for a field that is out of range. */
export function orderStructHash(order: UnsignedOrder): Uint8Array {
  writeUint256(view, 32, order.salt, "salt");
  writeAddress(struct, 64, order.maker);
  writeAddress(struct, 96, order.signer);
  writeUint256(view, 128, BigInt(order.tokenId), "tokenId");
  writeUint256(view, 160, order.makerAmount, "makerAmount");
  writeUint256(view, 192, order.takerAmount, "takerAmount");
  struct[255] = order.side === "BUY" ? 0 : 1;
  struct[287] = order.signatureType;
  writeUint256(view, 288, order.timestamp, "timestamp");
  writeHex(struct, 320, order.metadata, "metadata");
  writeHex(struct, 352, order.builder, "builder");
  return keccak256(struct);
}

/** The EIP-712 digest of an order (32 bytes): what accounts of signature types 0 to 2 sign. */
export function orderDigest(order: UnsignedOrder, domain: ExchangeDomain): Uint8Array {
  envelope.set(exchangeSeparator(domain), 2);
  envelope.set(orderStructHash(order), 34);
  return keccak256(envelope);
}

/**
 * The order's id at the venue: its EIP-712 digest, known before anything is signed or sent.
 *
 * @throws {ValidationError} for a field that is out of range.
 */
export function hashOrder(order: UnsignedOrder, domain: ExchangeDomain): OrderId {
  return toHex(orderDigest(order, domain)) as string as OrderId;
}
