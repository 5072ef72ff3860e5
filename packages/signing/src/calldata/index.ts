export { type AbiValue, encodeCall } from "./abi.ts";
export * from "./batches.ts";
export * from "./call.ts";
export * from "./positions.ts";
export * from "./protocol-v2.ts";
export * from "./tokens.ts";
