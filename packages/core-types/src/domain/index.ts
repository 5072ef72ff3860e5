export * from "./book.ts";
export * from "./fill.ts";
export * from "./market-rules.ts";
export * from "./orders.ts";
export * from "./position.ts";
