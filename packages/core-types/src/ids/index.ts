export * from "./address.ts";
export type { Brand } from "./brand.ts";
export * from "./ids.ts";
export * from "./position-id.ts";
