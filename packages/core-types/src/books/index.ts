export * from "./hash.ts";
export * from "./market-price.ts";
export * from "./slippage.ts";
export * from "./walk.ts";
