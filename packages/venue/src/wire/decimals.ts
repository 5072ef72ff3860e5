const UNIT = 1_000_000n;

/** Base units (10⁻⁶) as a plain decimal text without trailing zeros: `12340000n` → `"12.34"`. */
export function units(value: bigint): string {
  const negative = value < 0n;
  const magnitude = negative ? -value : value;
  const whole = magnitude / UNIT;
  const rest = magnitude % UNIT;
  const sign = negative ? "-" : "";
  if (rest === 0n) return `${sign}${whole}`;
  let end = 6;
  const digits = rest.toString().padStart(6, "0");
  while (digits.charCodeAt(end - 1) === 48) end--;
  return `${sign}${whole}.${digits.slice(0, end)}`;
}

/**
 * A decimal text as a JSON number. Wire fields that production sends as numbers leave the venue here and
 * nowhere else; the shortest form of a double prints the same digits back for anything below 10¹⁵.
 */
export function wireNumber(text: string): number {
  return Number(text);
}

/** Base units as a JSON number. */
export function unitsNumber(value: bigint): number {
  return wireNumber(units(value));
}

/** A decimal text with at most six decimals in base units; undefined when it is not one. */
export function parseUnits(text: string): bigint | undefined {
  const match = /^(-?)(\d{1,30})(?:\.(\d{0,6}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "0", fraction = ""] = match;
  const value = BigInt(whole) * UNIT + BigInt(fraction.padEnd(6, "0"));
  return sign === "-" ? -value : value;
}

/** `numerator / denominator` in base units, rounded down; 0 when the denominator is 0. */
export function ratio(numerator: bigint, denominator: bigint): bigint {
  return denominator === 0n ? 0n : (numerator * UNIT) / denominator;
}
