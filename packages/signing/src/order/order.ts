import type { Address, ExchangeDomain, Hex, OrderId, Side, SignatureType, TokenId } from "@pm/core-types";

/** The eleven signed fields of an order of Exchange V2 and V3, and nothing that is not signed. */
export type UnsignedOrder = {
  /** At most 2⁵³ − 1: the wire carries it as a JSON number. */
  readonly salt: bigint;
  /** Whose funds are used: the account itself, its proxy wallet, Safe or deposit wallet. */
  readonly maker: Address;
  /** Who signs on chain: the account, or for signature type 3 the deposit wallet. */
  readonly signer: Address;
  readonly tokenId: TokenId;
  /** Base units (10⁻⁶) given: pUSD for BUY, shares for SELL. */
  readonly makerAmount: bigint;
  /** Base units (10⁻⁶) wanted: shares for BUY, pUSD for SELL. */
  readonly takerAmount: bigint;
  readonly side: Side;
  readonly signatureType: SignatureType;
  /** Creation time, Unix milliseconds. Uniqueness only: nothing expires by it. */
  readonly timestamp: bigint;
  /** 32 bytes, reserved by the venue. */
  readonly metadata: Hex;
  /** The builder code, 32 bytes; zero for none. */
  readonly builder: Hex;
};

/** An order with its signature and the hash that is its id at the venue. */
export type SignedOrder = {
  readonly order: UnsignedOrder;
  readonly orderId: OrderId;
  readonly domain: ExchangeDomain;
  readonly signature: Hex;
};

/** 32 zero bytes. */
export const ZERO_BYTES32: Hex = `0x${"00".repeat(32)}`;

/** The fields of the order struct, in the order they are hashed. */
export const ORDER_FIELDS = [
  { name: "salt", type: "uint256" },
  { name: "maker", type: "address" },
  { name: "signer", type: "address" },
  { name: "tokenId", type: "uint256" },
  { name: "makerAmount", type: "uint256" },
  { name: "takerAmount", type: "uint256" },
  { name: "side", type: "uint8" },
  { name: "signatureType", type: "uint8" },
  { name: "timestamp", type: "uint256" },
  { name: "metadata", type: "bytes32" },
  { name: "builder", type: "bytes32" },
] as const;

/** The EIP-712 type string of an order (186 characters). */
export const ORDER_TYPE: string = `Order(${ORDER_FIELDS.map(({ type, name }) => `${type} ${name}`).join(",")})`;
