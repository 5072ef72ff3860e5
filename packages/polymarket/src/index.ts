/**
 * Production infrastructure for trading on Polymarket: every layer, wired with sensible defaults.
 *
 * @packageDocumentation
 */

export {
  createMemoryJournal,
  type DryRun,
  type GuardOptions,
  type Journal,
  type LimitOrderRequest,
  type MarketOrderRequest,
  type Order,
  type OrderRequest,
  type OrderState,
  type WalletResult,
} from "@pm/clob";
export * from "@pm/core-types";
export { createMetrics, jsonLogger, otelTelemetry } from "@pm/observability";
export { privateKey, type Signer } from "@pm/signing";
export { type Books, type ConnectOptions, connect, type Markets, type Polymarket } from "./connect.ts";
export { type EnvironmentName, resolveEnvironment } from "./environment.ts";
export type { Wallet, WalletOrders } from "./wallet.ts";
export type { Wallets, WatchedWallet } from "./wallets.ts";
