/**
 * Polymarket's vocabulary: exact decimals, ids, tick grids, amounts, errors, environments and ports. No I/O.
 *
 * @packageDocumentation
 */
export * from "./books/index.ts";
export * from "./domain/index.ts";
export * from "./environments/index.ts";
export * from "./errors/index.ts";
export * from "./fees/index.ts";
export * from "./ids/index.ts";
export * from "./money/index.ts";
export * from "./ports/index.ts";
export { Secret, secret } from "./secrets/secret.ts";
