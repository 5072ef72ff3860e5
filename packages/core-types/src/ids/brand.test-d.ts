import type { Address, OrderId, TokenId } from "./ids.ts";
import type { PositionId } from "./position-id.ts";

declare const position: PositionId;
declare const token: TokenId;
declare const order: OrderId;

// A position is a token; the reverse needs a check, and kinds do not mix.
export const accepted: TokenId = position;
export const text: string = token;
// @ts-expect-error a token is not known to be laid out as a position
export const unchecked: PositionId = token;
// @ts-expect-error an order is no address
export const mixed: Address = order;
// @ts-expect-error plain text was never checked
export const plain: TokenId = "123";
