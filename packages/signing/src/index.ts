/**
 * Keys and signatures: orders, API auth, wallet derivation. No I/O.
 *
 * @packageDocumentation
 */
export type { ApiCredentials } from "./auth/credentials.ts";
export { hmacSignature } from "./auth/hmac.ts";
export { createL1Headers, type L1Input, verifyL1 } from "./auth/l1.ts";
export { createL2Headers, type L2Request } from "./auth/l2.ts";
export type { EngineName, SigningEngine } from "./engine/engine.ts";
export { signingEngine } from "./engine/select.ts";
export { type BuildOrderInput, buildOrder } from "./order/build.ts";
export { domainFor } from "./order/domain.ts";
export { hashOrder } from "./order/hash.ts";
export { type SignedOrder, type UnsignedOrder, ZERO_BYTES32 } from "./order/order.ts";
export { generateSalt } from "./order/salt.ts";
export { signOrder } from "./order/sign.ts";
export { type OrderVerification, verifyOrder } from "./order/verify.ts";
export { fromWireOrder, type ReceivedOrder, toWireOrder, type WireOrder } from "./order/wire.ts";
export { privateKey } from "./signer/private-key.ts";
export { recoverAddress } from "./signer/recover.ts";
export { signTyped } from "./signer/sign.ts";
export type { LocalSigner, Signer } from "./signer/signer.ts";
export { hashTypedData } from "./typed-data/hash.ts";
export type { TypedData, TypedDataField } from "./typed-data/typed-data.ts";
export {
  type DepositWalletForm,
  deriveDepositWallet,
  deriveProxyWallet,
  deriveSafe,
} from "./wallet/derive.ts";
