import Big from "big.js";
import { InvalidDecimalError } from "../errors/validation.ts";

/**
 * big.js with its own settings: plain notation always, and `strict`, so that no JavaScript number slips into
 * arithmetic unnoticed.
 */
export const Decimal: Big.BigConstructor = (Big as unknown as () => Big.BigConstructor)();
Decimal.NE = -1_000_000;
Decimal.PE = 1_000_000;
Decimal.DP = 40;
Decimal.strict = true;

/** An exact decimal number. Prints and serialises in plain notation with every digit. */
export type Decimal = Big.Big;

/**
 * What is accepted wherever an amount is asked for: a decimal string, a `bigint`, a `Decimal`, or a JavaScript
 * number that is a safe integer. Fractions as numbers are refused: `0.1 + 0.2` is not `0.3`.
 */
export type DecimalInput = string | bigint | number | Decimal;

const PLAIN = /^-?(?:\d+\.?\d*|\.\d+)$/;
/** Longer inputs are never amounts; the bound keeps hostile input cheap. */
const MAX_LENGTH = 100;

/**
 * Parses an exact decimal.
 *
 * @param field name used in the error, such as `"price"`.
 * @throws {InvalidDecimalError} for anything that is not exactly a decimal number.
 */
export function decimal(input: DecimalInput, field = "value"): Decimal {
  if (typeof input === "string") {
    if (input.length <= MAX_LENGTH && PLAIN.test(input)) return new Decimal(normalise(input));
    throw invalid(field, input, 'a plain decimal string such as "0.55"');
  }
  if (typeof input === "bigint") return new Decimal(input.toString());
  if (typeof input === "number") {
    if (Number.isSafeInteger(input)) return new Decimal(input.toString());
    throw invalid(field, input, "a decimal string: JavaScript numbers are accepted only when they are whole");
  }
  if (isDecimal(input)) return new Decimal(input.toFixed());
  throw invalid(field, input, "a decimal string");
}

/** True for a big.js value, of this copy of the package or another. */
export function isDecimal(value: unknown): value is Decimal {
  if (value instanceof Decimal) return true;
  return (
    typeof value === "object" &&
    value !== null &&
    "c" in value &&
    "e" in value &&
    "s" in value &&
    "toFixed" in value
  );
}

/** Plain text of a decimal, without exponent and without trailing zeros. */
export function formatDecimal(value: Decimal): string {
  return value.toFixed();
}

/** big.js refuses ".5" and "5." in strict mode. */
function normalise(text: string): string {
  const negative = text.startsWith("-");
  let body = negative ? text.slice(1) : text;
  if (body.startsWith(".")) body = `0${body}`;
  if (body.endsWith(".")) body = body.slice(0, -1);
  return negative ? `-${body}` : body;
}

function invalid(field: string, input: unknown, wanted: string): InvalidDecimalError {
  const shown = typeof input === "string" ? JSON.stringify(input.slice(0, 40)) : String(input);
  return new InvalidDecimalError({
    message: `${field} must be ${wanted}, not ${shown}.`,
    context: { field, value: shown },
  });
}
