import {
  type ConditionId,
  conditionId,
  type Decimal,
  decimal,
  decimalFromNumber,
  type OrderId,
  orderId,
  parseTickSize,
  type Side,
  type TickSize,
  type TokenId,
  tokenId,
} from "@pm/core-types";
import { z } from "zod";

// The venue writes the same kind of value in several ways; here each way is read into one exact form.

function reading<In extends z.ZodType, Out>(input: In, what: string, read: (value: z.output<In>) => Out) {
  return input.transform((value, context): Out => {
    try {
      return read(value);
    } catch {
      context.addIssue({ code: "custom", message: `not ${what}: ${JSON.stringify(value)?.slice(0, 60)}` });
      return z.NEVER;
    }
  });
}

const text = z.string();
const number = z.number();
const textOrNumber = z.union([text, number]);

type Text = string | number;

/** A decimal as a string or as a JSON number; a number is read by its shortest decimal form, which is what was written. */
export const wireDecimal: z.ZodType<Decimal, Text> = reading(
  textOrNumber,
  "a decimal",
  (value): Decimal => readDecimal(value),
);

/** A decimal that may be absent: missing, null or the empty string. */
export const wireOptionalDecimal: z.ZodType<Decimal | undefined, Text | null | undefined> = reading(
  textOrNumber.nullish(),
  "a decimal",
  (value) => (value === undefined || value === null || value === "" ? undefined : readDecimal(value)),
);

/** An outcome token id; a JSON number would already have lost digits and is refused. */
export const wireTokenId: z.ZodType<TokenId, string> = reading(
  text,
  "a token id",
  (value): TokenId => tokenId(value),
);

/** A condition id; the 62-digit form of Protocol V2 is padded with its zero byte. */
export const wireConditionId: z.ZodType<ConditionId, string> = reading(
  text,
  "a condition id",
  (value): ConditionId => conditionId(value.length === 64 ? `${value}00` : value),
);

/** An order id (hash). */
export const wireOrderId: z.ZodType<OrderId, string> = reading(
  text,
  "an order id",
  (value): OrderId => orderId(value),
);

/** A tick size, as a number or a string. */
export const wireTickSize: z.ZodType<TickSize, Text> = reading(
  textOrNumber,
  "a tick size",
  (value): TickSize => parseTickSize(value),
);

/** BUY or SELL in any case. */
export const wireSide: z.ZodType<Side, string> = reading(text, "a side", (value): Side => {
  const side = value.toUpperCase();
  if (side !== "BUY" && side !== "SELL") throw new TypeError("side");
  return side;
});

/**
 * A moment as Unix milliseconds: seconds or milliseconds, as a number or digits, or an ISO date. Zero, empty and
 * null mean none.
 */
export const wireTime: z.ZodType<number | undefined, Text | null | undefined> = reading(
  textOrNumber.nullish(),
  "a time",
  readTime,
);

/** An integer that is sent as a number or as digits. */
export const wireInteger: z.ZodType<number, Text> = reading(textOrNumber, "an integer", (value): number => {
  const read = Number(value);
  if (value === "" || !Number.isSafeInteger(read)) throw new TypeError("integer");
  return read;
});

function readDecimal(value: string | number): Decimal {
  return typeof value === "string" ? decimal(value) : decimalFromNumber(value);
}

function readTime(value: string | number | null | undefined): number | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const digits = typeof value === "number" ? String(value) : value;
  if (/^\d+$/.test(digits)) {
    const stamp = Number(digits);
    if (stamp === 0) return undefined;
    // Seconds reach 10^11 in the year 5138; milliseconds passed it in 1973.
    return stamp < 100_000_000_000 ? stamp * 1000 : stamp;
  }
  const parsed = Date.parse(digits);
  if (Number.isNaN(parsed)) throw new TypeError("time");
  return parsed;
}
