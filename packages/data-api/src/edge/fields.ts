import {
  type Address,
  address,
  type ConditionId,
  conditionId,
  type Decimal,
  decimal,
  isPolymarketError,
  parseTickSize,
  type TickSize,
  type TokenId,
  tokenId,
} from "@pm/core-types";
import { z } from "zod";

/** Runs a core-types parser inside a schema; its refusal becomes the field's issue. */
function parsed<T>(parse: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      if (!isPolymarketError(error)) throw error;
      context.issues.push({ code: "custom", message: error.message, input: text });
      return z.NEVER;
    }
  });
}

/** A missing, null or empty field is absent: the read side sends all three. */
export function absent<S extends z.ZodType>(schema: S) {
  return z.preprocess((value) => (value === "" || value === null ? undefined : value), schema.optional());
}

/** A condition id of 32 bytes, or of 31 (Protocol V2), which other routes want padded with a zero byte. */
function readConditionId(text: string): ConditionId {
  return conditionId(/^0x[0-9a-fA-F]{62}$/.test(text) ? `${text}00` : text);
}

export const decimalField: z.ZodType<Decimal> = parsed((text) => decimal(text));
export const tokenIdField: z.ZodType<TokenId> = parsed((text) => tokenId(text));
export const conditionIdField: z.ZodType<ConditionId> = parsed(readConditionId);
export const addressField: z.ZodType<Address> = parsed((text) => address(text.toLowerCase()));
export const tickSizeField: z.ZodType<TickSize> = parsed((text) => parseTickSize(text));
/** A whole number that arrived as its text. */
export const intField: z.ZodType<number> = z
  .string()
  .regex(/^-?\d{1,15}$/, "must be a whole number")
  .transform(Number);
/** Ids are text; some rows send them as numbers, which the exact parser turns into text. */
export const idField: z.ZodType<string> = z.string().min(1).max(500);

/** A list that Gamma sends as an array or as a JSON-encoded string of one. */
export function encodedList<S extends z.ZodType>(item: S) {
  return z.preprocess((value, context) => {
    if (value === null || value === "" || value === undefined) return undefined;
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch {
      context.issues.push({ code: "custom", message: "is not a JSON-encoded list", input: value });
      return z.NEVER;
    }
  }, z.array(item).optional());
}
