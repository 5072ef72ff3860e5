export { isOrderAmountsError, limitAmounts, type OrderAmountsError } from "./amounts.ts";
export * from "./base-units.ts";
export * from "./decimal.ts";
export { type MarketOrderInput, marketAmounts, protectedMarketAmounts } from "./market-amounts.ts";
export * from "./rounding.ts";
export * from "./scaled.ts";
export * from "./tick.ts";
