export * from "./ids.ts";
export * from "./neg-risk.ts";
export * from "./protocol-v2.ts";
