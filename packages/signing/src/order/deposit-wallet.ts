import type { Address, ExchangeDomain, Hex } from "@pm/core-types";
import { toHex } from "../bytes/hex.ts";
import { addressWord, concat, utf8, word } from "../bytes/words.ts";
import { keccak256 } from "../keccak/keccak.ts";
import type { TypedData } from "../typed-data/typed-data.ts";
import { exchangeSeparator, exchangeTypedDomain } from "./domain.ts";
import { ORDER_FIELDS, ORDER_TYPE, type UnsignedOrder, ZERO_BYTES32 } from "./order.ts";
import { orderMessage } from "./typed.ts";

// ERC-7739 nested typed data, as Solady lays it out: the owner signs the order together with the wallet it is
// for, so that one signature cannot be replayed on another wallet of the same owner.

/** The EIP-712 name of every deposit wallet. */
export const DEPOSIT_WALLET_NAME = "DepositWallet";
/** The EIP-712 version of every deposit wallet. */
export const DEPOSIT_WALLET_VERSION = "1";

const NESTED_FIELDS = [
  { name: "contents", type: "Order" },
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
  { name: "salt", type: "bytes32" },
] as const;

const NESTED_TYPE = `TypedDataSign(${NESTED_FIELDS.map(({ type, name }) => `${type} ${name}`).join(",")})`;
const NESTED_TYPE_HASH = keccak256(utf8(NESTED_TYPE + ORDER_TYPE));
const NAME_HASH = keccak256(utf8(DEPOSIT_WALLET_NAME));
const VERSION_HASH = keccak256(utf8(DEPOSIT_WALLET_VERSION));
const NO_SALT = new Uint8Array(32);

// Every order's signature ends in the same 188 bytes: the type string and its length.
const TAIL = toHex(concat(utf8(ORDER_TYPE), Uint8Array.of(0, ORDER_TYPE.length))).slice(2);

/** Bytes of a nested signature: 65 ‖ separator ‖ struct hash ‖ type string ‖ length. */
const NESTED_LENGTH = 65 + 32 + 32 + ORDER_TYPE.length + 2;

/** What a deposit wallet's owner signs for an order (32 bytes). */
export function nestedDigest(struct: Uint8Array, wallet: Address, domain: ExchangeDomain): Uint8Array {
  const nested = keccak256(
    concat(
      NESTED_TYPE_HASH,
      struct,
      NAME_HASH,
      VERSION_HASH,
      word(domain.chainId),
      addressWord(wallet),
      NO_SALT,
    ),
  );
  return keccak256(concat(Uint8Array.of(0x19, 0x01), exchangeSeparator(domain), nested));
}

/** The nested data as typed data, for wallets that sign nothing else. */
export function nestedTypedData(order: UnsignedOrder, domain: ExchangeDomain): TypedData {
  return {
    domain: exchangeTypedDomain(domain),
    types: { TypedDataSign: NESTED_FIELDS, Order: ORDER_FIELDS },
    primaryType: "TypedDataSign",
    message: {
      contents: orderMessage(order),
      name: DEPOSIT_WALLET_NAME,
      version: DEPOSIT_WALLET_VERSION,
      chainId: domain.chainId,
      verifyingContract: order.signer,
      salt: ZERO_BYTES32,
    },
  };
}

/** The 317 bytes the wallet contract and the venue check, from the owner's 65. */
export function wrapNested(inner: Hex, struct: Uint8Array, domain: ExchangeDomain): Hex {
  const middle = toHex(exchangeSeparator(domain)).slice(2) + toHex(struct).slice(2);
  return `${inner}${middle}${TAIL}`;
}

/** The owner's 65 bytes out of a nested signature, or why they do not belong to this order and exchange. */
export function unwrapNested(
  signature: string,
  struct: Uint8Array,
  domain: ExchangeDomain,
): { readonly inner: Hex } | { readonly reason: string } {
  const bytes = (signature.length - 2) / 2;
  if (bytes !== NESTED_LENGTH) return { reason: `signature is ${bytes} bytes, not ${NESTED_LENGTH}` };
  const text = signature.toLowerCase();
  const inner = text.slice(0, 132) as Hex;
  const rest = text.slice(132);
  const separator = toHex(exchangeSeparator(domain)).slice(2);
  if (!rest.startsWith(separator)) return { reason: "signature names another exchange domain" };
  if (!rest.startsWith(toHex(struct).slice(2), 64)) return { reason: "signature names another order" };
  if (rest.slice(128) !== TAIL) return { reason: "signature names another order type" };
  return { inner };
}
