export { type EnvironmentError, isEnvironmentError } from "./check.ts";
export * from "./contracts.ts";
export * from "./environment.ts";
export * from "./environments.ts";
export * from "./exchange-for.ts";
