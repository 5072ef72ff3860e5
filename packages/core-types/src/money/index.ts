export * from "./amounts.ts";
export * from "./base-units.ts";
export * from "./decimal.ts";
export * from "./tick.ts";
