/**
 * Keys and signatures: orders, API auth, relayer requests, call data, wallet derivation, ids. No I/O.
 *
 * @packageDocumentation
 */

// Needed to sign anything, and told by core-types.
export { domainFor } from "@pm/core-types";
export {
  BUILDER_HEADERS,
  type BuilderCredentials,
  createBuilderHeaders,
  fetchBuilderHeaders,
  type RemoteBuilder,
} from "./auth/builder.ts";
export type { ApiCredentials } from "./auth/credentials.ts";
export { hmacSignature } from "./auth/hmac.ts";
export { createL1Headers, type L1Headers, type L1Input, l1TypedData, verifyL1 } from "./auth/l1.ts";
export { createL2Headers, type L2Headers, type L2Request, verifyL2 } from "./auth/l2.ts";
export * from "./calldata/index.ts";
export * from "./ctf/index.ts";
export { ENGINE_NAMES, type EngineName, type SigningEngine } from "./engine/engine.ts";
export { engineByName, selectSigningEngine, signingEngine } from "./engine/select.ts";
export * from "./errors.ts";
export { keccak256, keccakImplementation } from "./keccak/keccak.ts";
export { type OrderBodyOptions, orderBody } from "./order/body.ts";
export { type BuildOrderInput, buildOrder } from "./order/build.ts";
export { hashOrder } from "./order/hash.ts";
export { type SignedOrder, type UnsignedOrder, ZERO_BYTES32 } from "./order/order.ts";
export {
  createOrderSigner,
  type LimitIntent,
  type OrderInput,
  type OrderSigner,
  type OrderSignerOptions,
  type SignedOrderRequest,
} from "./order/order-signer.ts";
export type { SignOrderOptions } from "./order/prepare.ts";
export { generateSalt } from "./order/salt.ts";
export { isSessionSignature, unwrapSessionSignature, wrapSessionSignature } from "./order/session-key.ts";
export { signOrder } from "./order/sign.ts";
export { type OrderVerification, type VerifyOrderOptions, verifyOrder } from "./order/verify.ts";
export { fromWireOrder, type ReceivedOrder, toWireOrder, type WireOrder } from "./order/wire.ts";
export * from "./relayer/index.ts";
export type { RawSignature } from "./signer/normalize.ts";
export { type PrivateKeyInput, privateKey } from "./signer/private-key.ts";
export { recoverAddress } from "./signer/recover.ts";
export { type RemoteSignerOptions, remoteSigner } from "./signer/remote.ts";
export { messageDigest, signPersonalMessage, signTyped } from "./signer/sign.ts";
export type { LocalSigner, Signer } from "./signer/signer.ts";
export { type EthersSigner, fromEthers, fromViem, type ViemAccount } from "./signer/wallets.ts";
export { domainSeparator, hashStruct, hashTypedData } from "./typed-data/hash.ts";
export type { TypedData, TypedDataField } from "./typed-data/typed-data.ts";
export {
  type DepositWalletContracts,
  type DepositWalletForm,
  deriveDepositWallet,
  deriveProxyWallet,
  deriveSafe,
  ownsDepositWallet,
} from "./wallet/derive.ts";
export { type DerivedMaker, derivedMakers, requireDerivedMaker } from "./wallet/maker.ts";
