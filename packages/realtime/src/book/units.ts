/**
 * Decimal text ↔ integers of 10⁻⁶, the smallest amount the venue knows. A price or size is one JavaScript
 * integer inside a book: exact up to 2⁵³ − 1 units (9 billion shares), compared and stored without allocation.
 */
export const UNITS = 1_000_000;

/** What `parseUnits` returns for text that is not such a number. */
export const NOT_UNITS = -1;

// Looked up once: these run for every number of every frame.
const { floor, max } = Math;
const MAX_UNITS = Number.MAX_SAFE_INTEGER;
const ZERO = 48;
const POINT = 46;
const SCALES = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/**
 * The units in `text` between `start` and `end`, or `NOT_UNITS` when that is not a plain non-negative decimal with
 * at most six decimals. Zeros beyond the sixth decimal are accepted.
 */
export function parseUnits(text: string, start = 0, end = text.length): number {
  let value = 0;
  let decimals = -1;
  let digits = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT) {
      if (decimals >= 0) return NOT_UNITS;
      decimals = 0;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9) return NOT_UNITS;
    digits++;
    if (decimals >= 0) {
      if (decimals === 6) {
        if (digit !== 0) return NOT_UNITS;
        continue;
      }
      decimals++;
    }
    value = value * 10 + digit;
    if (value > MAX_UNITS) return NOT_UNITS;
  }
  if (digits === 0) return NOT_UNITS;
  const units = value * (SCALES[max(decimals, 0)] as number);
  return units > MAX_UNITS ? NOT_UNITS : units;
}

/** The shortest plain text of `units`, as the venue writes it: `"0.5"`, `"100"`. */
export function formatUnits(units: number): string {
  const whole = floor(units / UNITS);
  const fraction = units - whole * UNITS;
  if (fraction === 0) return String(whole);
  const padded = String(fraction + UNITS);
  let end = 7;
  while (padded.charCodeAt(end - 1) === ZERO) end--;
  return `${whole}.${padded.slice(1, end)}`;
}
