import Big from "big.js";
import { errorGuard } from "../errors/guard.ts";
import { InvalidDecimalError } from "../errors/validation.ts";

/**
 * big.js with its own settings: plain notation always, division to 40 decimals (half up), and `strict`, so that no
 * JavaScript number slips into arithmetic unnoticed. Sums, differences and products are exact.
 */
export const Decimal: Big.BigConstructor = (Big as unknown as () => Big.BigConstructor)();
Decimal.NE = -1_000_000;
Decimal.PE = 1_000_000;
Decimal.DP = 40;
Decimal.strict = true;

/** An exact decimal number. Prints and serialises (a JSON string) in plain notation with every digit. */
export type Decimal = Big.Big;

/**
 * What is accepted wherever an amount is asked for: a decimal string, a `bigint`, a `Decimal`, or a JavaScript
 * number that is a safe integer. Fractions as numbers are refused, because `0.1 + 0.2` is not `0.3`;
 * `decimalFromNumber` takes those whose shortest form is what was meant.
 */
export type DecimalInput = string | bigint | number | Decimal;

const PLAIN = /^-?(?:\d+\.?\d*|\.\d+)$/;
/** Longer inputs are never amounts; the bound keeps hostile input cheap. */
const MAX_LENGTH = 100;
/** Every decimal of up to 15 significant digits survives a double and back; beyond, digits are noise. */
const DOUBLE_DIGITS = 15;

/**
 * Parses an exact decimal.
 *
 * @param field name used in the error, such as `"price"`.
 * @throws {InvalidDecimalError} for anything that is not exactly a decimal number.
 */
export function decimal(input: DecimalInput, field = "value"): Decimal {
  if (typeof input === "string") return parse(input, field);
  if (typeof input === "bigint") return parse(input.toString(), field);
  if (typeof input === "number") {
    if (Number.isSafeInteger(input)) return new Decimal(input.toString());
    throw invalid(field, input, "a decimal string: JavaScript numbers are accepted only when they are whole");
  }
  if (isDecimal(input)) return input.constructor === Decimal ? input : parse(input.toFixed(), field);
  throw invalid(field, input, "a decimal string");
}

/**
 * The decimal a JavaScript number stands for: its shortest form, as `String` prints it. For values that arrive as
 * JSON numbers, such as a tick of `0.01`. A number of more than 15 significant digits is the trace of floating-point
 * arithmetic (`0.1 + 0.2`) and is refused.
 *
 * @throws {InvalidDecimalError} not finite, or more than 15 significant digits.
 */
export function decimalFromNumber(input: number, field = "value"): Decimal {
  if (typeof input === "number" && Number.isFinite(input)) {
    const exact = new Decimal(String(input));
    if (exact.c.length <= DOUBLE_DIGITS) return exact;
  }
  throw invalid(field, input, `a finite number of at most ${DOUBLE_DIGITS} significant digits`);
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
    "toFixed" in value &&
    typeof value.toFixed === "function"
  );
}

/** Plain text of a decimal, without exponent and without trailing zeros. */
export function formatDecimal(value: Decimal): string {
  return value.toFixed();
}

/**
 * Plain text with exactly `decimals` decimals, for columns and labels.
 *
 * @throws {InvalidDecimalError} when digits would be lost: round explicitly first.
 */
export function formatFixed(value: Decimal, decimals: number): string {
  const text = value.toFixed(decimals);
  if (new Decimal(text).eq(value)) return text;
  throw invalid("value", value.toFixed(), `a decimal of at most ${decimals} decimals`);
}

/** −1, 0 or 1 as `left` is below, equal to or above `right`, exactly. Sorts ascending. */
export function compareDecimals(left: DecimalInput, right: DecimalInput): -1 | 0 | 1 {
  return decimal(left).cmp(decimal(right));
}

function parse(text: unknown, field: string): Decimal {
  if (typeof text === "string" && text.length <= MAX_LENGTH && PLAIN.test(text)) {
    return new Decimal(normalise(text));
  }
  throw invalid(field, text, 'a plain decimal string such as "0.55"');
}

/** big.js refuses ".5" and "5."; and a zero has no sign here. */
function normalise(text: string): string {
  const negative = text.startsWith("-");
  let body = negative ? text.slice(1) : text;
  if (body.startsWith(".")) body = `0${body}`;
  if (body.endsWith(".")) body = body.slice(0, -1);
  return negative && /[1-9]/.test(body) ? `-${body}` : body;
}

function invalid(field: string, input: unknown, wanted: string): InvalidDecimalError {
  const shown = typeof input === "string" ? JSON.stringify(input.slice(0, 40)) : describe(input);
  return new InvalidDecimalError({
    message: `${field} must be ${wanted}, not ${shown}.`,
    context: { field, value: shown },
  });
}

/** Objects are named by their kind only: their text form may run foreign code. */
function describe(input: unknown): string {
  if (typeof input === "number" || input === undefined || input === null) return String(input);
  return `a ${typeof input}`;
}

/** What `decimal`, `decimalFromNumber`, `formatFixed` and `compareDecimals` throw. */
export type DecimalError = InvalidDecimalError;

/** Guard of `DecimalError`. */
export const isDecimalError: (error: unknown) => error is DecimalError = errorGuard(InvalidDecimalError);
