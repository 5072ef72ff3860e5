export * from "./contracts.ts";
export * from "./environment.ts";
export * from "./environments.ts";
