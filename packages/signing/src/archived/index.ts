/**
 * Orders of Exchange V1, which the venue took until 2026-04: for reading old data and checking old signatures.
 * Nothing of the present protocol needs this.
 *
 * @packageDocumentation
 */
import {
  type Address,
  address,
  type Hex,
  type OrderId,
  type Side,
  SignerMismatchError,
  type TokenId,
} from "@pm/core-types";
import { toHex } from "../bytes/hex.ts";
import { sameAddress } from "../bytes/words.ts";
import { sideCode } from "../order/codes.ts";
import { EXCHANGE_NAME } from "../order/domain.ts";
import { recoverAddress } from "../signer/recover.ts";
import { signTyped } from "../signer/sign.ts";
import type { Signer } from "../signer/signer.ts";
import { hashTypedData } from "../typed-data/hash.ts";
import { type TypedData, typedDomain } from "../typed-data/typed-data.ts";

/** An exchange contract of version 1. */
export type ExchangeDomainV1 = {
  readonly chainId: number;
  readonly version: "1";
  readonly verifyingContract: Address;
};

/** The standard exchange of version 1 on Polygon. */
export const EXCHANGE_V1: ExchangeDomainV1 = {
  chainId: 137,
  version: "1",
  verifyingContract: address("0x4bFb41d5B3570DeFd03C39a9A4D8dE6Bd8B8982E"),
};
/** The neg-risk exchange of version 1 on Polygon. */
export const NEG_RISK_EXCHANGE_V1: ExchangeDomainV1 = {
  chainId: 137,
  version: "1",
  verifyingContract: address("0xC5d563A36AE78145C45a50134d48A1215220f80a"),
};

/** The twelve signed fields of an order of Exchange V1. Amounts are base units (10⁻⁶). */
export type UnsignedOrderV1 = {
  readonly salt: bigint;
  readonly maker: Address;
  readonly signer: Address;
  /** The only account that may fill it; zero for anyone. */
  readonly taker: Address;
  readonly tokenId: TokenId;
  readonly makerAmount: bigint;
  readonly takerAmount: bigint;
  /** Unix seconds, zero for none. */
  readonly expiration: bigint;
  readonly nonce: bigint;
  readonly feeRateBps: bigint;
  readonly side: Side;
  readonly signatureType: 0 | 1 | 2;
};

/** A signed order of Exchange V1. */
export type SignedOrderV1 = {
  readonly order: UnsignedOrderV1;
  readonly orderId: OrderId;
  readonly signature: Hex;
};

const FIELDS = [
  { name: "salt", type: "uint256" },
  { name: "maker", type: "address" },
  { name: "signer", type: "address" },
  { name: "taker", type: "address" },
  { name: "tokenId", type: "uint256" },
  { name: "makerAmount", type: "uint256" },
  { name: "takerAmount", type: "uint256" },
  { name: "expiration", type: "uint256" },
  { name: "nonce", type: "uint256" },
  { name: "feeRateBps", type: "uint256" },
  { name: "side", type: "uint8" },
  { name: "signatureType", type: "uint8" },
] as const;

/** An order of Exchange V1 as typed data. */
export function orderTypedDataV1(order: UnsignedOrderV1, domain: ExchangeDomainV1): TypedData {
  return {
    domain: typedDomain({ name: EXCHANGE_NAME, ...domain }),
    types: { Order: FIELDS },
    primaryType: "Order",
    message: { ...order, side: sideCode(order.side) },
  };
}

/** The order's id: its EIP-712 digest. @throws {ValidationError} for a field that is out of range. */
export function hashOrderV1(order: UnsignedOrderV1, domain: ExchangeDomainV1): OrderId {
  return toHex(hashTypedData(orderTypedDataV1(order, domain))) as string as OrderId;
}

/**
 * Signs an order of Exchange V1.
 *
 * @throws {SignerMismatchError} when the order names another signer. @throws {SigningError} when the signer fails.
 */
export async function signOrderV1(
  order: UnsignedOrderV1,
  domain: ExchangeDomainV1,
  signer: Signer,
): Promise<SignedOrderV1> {
  if (!sameAddress(order.signer, signer.address)) {
    throw new SignerMismatchError({
      message: `order.signer is ${order.signer}, not ${signer.address}.`,
      context: { field: "order.signer", actual: order.signer, expected: signer.address },
      outcome: "not-sent",
    });
  }
  const signature = await signTyped(signer, orderTypedDataV1(order, domain));
  return { order, orderId: hashOrderV1(order, domain), signature };
}

/** The account whose key signed an order of Exchange V1; undefined when none could have. */
export function recoverOrderSignerV1(
  order: UnsignedOrderV1,
  domain: ExchangeDomainV1,
  signature: Hex,
): Address | undefined {
  return recoverAddress(hashTypedData(orderTypedDataV1(order, domain)), signature);
}
