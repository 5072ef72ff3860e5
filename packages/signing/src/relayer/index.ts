export { DEFAULT_PROXY_GAS, type ProxyTransaction, proxyRequest } from "./proxy.ts";
export type * from "./requests.ts";
export { type SafeTransaction, safeCreateRequest, safeRequest, safeTypedData } from "./safe.ts";
export * from "./session.ts";
export {
  signWalletBatch,
  type WalletBatch,
  walletBatchRequest,
  walletBatchTypedData,
  walletCreateRequest,
} from "./wallet.ts";
