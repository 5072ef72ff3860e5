import { type ExchangeDomain, type OrderId, tokenId } from "@pm/core-types";
import { fixedHex, toHex } from "../bytes/hex.ts";
import { utf8, writeUint256 } from "../bytes/words.ts";
import { keccak256 } from "../keccak/keccak.ts";
import { checkedSignatureType, sideCode } from "./codes.ts";
import { exchangeSeparator } from "./domain.ts";
import { ORDER_TYPE, type UnsignedOrder, ZERO_BYTES32 } from "./order.ts";

// Hashing is synchronous, so one scratch buffer serves every order: the type hash and eleven words. Text fields
// that equal the order before stay in place: of one account's orders only the numbers and the token change. At first
// every word is zero, and `written` says so.
const struct = new Uint8Array(12 * 32);
const view = new DataView(struct.buffer);
struct.set(keccak256(utf8(ORDER_TYPE)));

const ZERO_ADDRESS = `0x${"00".repeat(20)}`;
const SLOTS = { maker: 64, signer: 96, tokenId: 128, metadata: 320, builder: 352 } as const;
type Slot = keyof typeof SLOTS;
const written: Record<Slot, string> = {
  maker: ZERO_ADDRESS,
  signer: ZERO_ADDRESS,
  tokenId: "0",
  metadata: ZERO_BYTES32,
  builder: ZERO_BYTES32,
};

const envelope = new Uint8Array(66);
envelope[0] = 0x19;
envelope[1] = 0x01;

/** The EIP-712 struct hash of an order (32 bytes). @throws {ValidationError} for a field that is out of range. */
export function orderStructHash(order: UnsignedOrder): Uint8Array {
  if (order.maker !== written.maker) writeText("maker", order.maker);
  if (order.signer !== written.signer) writeText("signer", order.signer);
  if (order.tokenId !== written.tokenId) writeText("tokenId", order.tokenId);
  if (order.metadata !== written.metadata) writeText("metadata", order.metadata);
  if (order.builder !== written.builder) writeText("builder", order.builder);
  writeUint256(view, 32, order.salt, "salt");
  writeUint256(view, 160, order.makerAmount, "makerAmount");
  writeUint256(view, 192, order.takerAmount, "takerAmount");
  struct[255] = sideCode(order.side);
  struct[287] = checkedSignatureType(order.signatureType);
  writeUint256(view, 288, order.timestamp, "timestamp");
  return keccak256(struct);
}

function writeText(slot: Slot, value: string): void {
  const at = SLOTS[slot];
  if (slot === "tokenId") writeUint256(view, at, BigInt(tokenId(value)), slot);
  else if (slot === "metadata" || slot === "builder") struct.set(fixedHex(value, 32, slot), at);
  else struct.set(fixedHex(value, 20, slot), at + 12);
  written[slot] = value;
}

/** keccak256(0x1901 ‖ the exchange's domain separator ‖ struct hash): an order's digest (32 bytes). */
export function digestOfStruct(structHash: Uint8Array, domain: ExchangeDomain): Uint8Array {
  envelope.set(exchangeSeparator(domain), 2);
  envelope.set(structHash, 34);
  return keccak256(envelope);
}

/**
 * The order's id at the venue: its EIP-712 digest, known before anything is signed or sent.
 *
 * @throws {ValidationError} for a field that is out of range.
 */
export function hashOrder(order: UnsignedOrder, domain: ExchangeDomain): OrderId {
  return toHex(digestOfStruct(orderStructHash(order), domain)) as string as OrderId;
}
