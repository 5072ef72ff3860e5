import { type ErrorInit, OrderRejectedError, type PolymarketError } from "@pm/core-types";
import { ORDER_TEXTS } from "../errors/order-texts.ts";

/** Every type a venue's text can become, by its name. */
const TYPES: ReadonlyMap<string, new (init: ErrorInit) => PolymarketError> = new Map(
  ORDER_TEXTS.map(({ type }) => [type.name, type]),
);

/** An error as JSON, without its cause. */
export function encodeError(error: PolymarketError): Readonly<Record<string, unknown>> {
  const { cause: _, ...plain } = error.toJSON();
  return plain;
}

/** An error read back: of its own type where that is one a text can become, else a plain rejection. */
export function decodeError(plain: Readonly<Record<string, unknown>>): PolymarketError {
  const type = TYPES.get(String(plain.name)) ?? OrderRejectedError;
  const context = plain.context;
  return new type({
    message: String(plain.message ?? "The order was refused."),
    context: typeof context === "object" && context !== null ? { ...context } : {},
    outcome: "rejected",
    ...(plain.retry === "safe" || plain.retry === "after" || plain.retry === "never"
      ? { retry: plain.retry }
      : {}),
    ...(typeof plain.action === "string" ? { action: plain.action } : {}),
  });
}
