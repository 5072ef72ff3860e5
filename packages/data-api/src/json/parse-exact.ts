import { parse } from "lossless-json";

/** Exponents beyond this are no amounts; writing them out would cost memory. */
const MAX_EXPONENT = 200;

/**
 * Parses JSON without losing a digit: every number arrives as its plain decimal text (`1.50e-3` as
 * `"0.0015"`), because JavaScript's own numbers would round it.
 *
 * @throws {SyntaxError} when the text is not JSON or holds a number with an absurd exponent.
 */
export function parseExact(text: string): unknown {
  return parse(text, undefined, { parseNumber: plainNumber });
}

/** The plain decimal text of a JSON number token. */
export function plainNumber(token: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token);
  if (match === null) throw new SyntaxError(`${token.slice(0, 40)} is not a JSON number`);
  const [, sign = "", whole = "", fraction = "", exponentText] = match;
  const exponent = Number(exponentText ?? "0");
  if (Math.abs(exponent) > MAX_EXPONENT) throw new SyntaxError(`${token.slice(0, 40)} is out of range`);
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point <= 0 ? `${"0".repeat(1 - point)}${digits}` : digits.padEnd(point, "0");
  const split = point <= 0 ? 1 : point;
  const integer = padded.slice(0, split).replace(/^0+(?=\d)/, "");
  const rest = padded.slice(split).replace(/0+$/, "");
  const plain = rest === "" ? integer : `${integer}.${rest}`;
  return plain === "0" ? "0" : sign + plain;
}
