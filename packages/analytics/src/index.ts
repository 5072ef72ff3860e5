/**
 * What Polymarket data means. Pure functions over fills and prices; no I/O.
 *
 * @packageDocumentation
 */
export { settledFills } from "./pnl/settled-fills.ts";
export { type TokenPnl, type WalletPnl, walletPnl } from "./pnl/wallet-pnl.ts";
