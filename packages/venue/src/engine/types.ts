export type * from "./types/account.ts";
export type * from "./types/engine.ts";
export type * from "./types/market.ts";
export type * from "./types/order.ts";
export type * from "./types/trade.ts";
