// Nine digits before the point and six after it are less than 2^53.
const DECIMALS = 6;
const WHOLE_DIGITS = 9;
const LONGEST = WHOLE_DIGITS + 1 + DECIMALS;
const DOT = 46;
const ZERO = 48;

/**
 * Short unsigned decimals (below 10⁹) without a `Decimal`, in integers that a double holds exactly.
 * Undefined sends anything unusual, also anything wrong, to the parser that explains.
 */
export function quickUnits(text: string): bigint | undefined {
  if (text.length > LONGEST) return undefined;
  let units = 0;
  let whole = 0;
  let decimals = -1;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOT) {
      if (decimals >= 0) return undefined;
      decimals = 0;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    if (decimals < 0) whole++;
    else if (++decimals > DECIMALS) {
      if (digit !== 0) return undefined;
      decimals = DECIMALS;
      continue;
    }
    units = units * 10 + digit;
  }
  if (whole === 0 || whole > WHOLE_DIGITS) return undefined;
  for (let place = Math.max(decimals, 0); place < DECIMALS; place++) units *= 10;
  return BigInt(units);
}
