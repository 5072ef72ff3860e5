export * from "./account.ts";
export * from "./base.ts";
export * from "./market-data.ts";
export * from "./trading.ts";
export * from "./transport.ts";
export * from "./validation.ts";
