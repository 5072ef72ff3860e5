// The curve y² = x³ + 3 over this field: Conditional Tokens adds collections as points of it. Only public ids pass
// through here, so plain bigint arithmetic will do.

/** The field of alt_bn128. */
export const FIELD: bigint = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** A point of the curve, or undefined at infinity. */
export type Point = { readonly x: bigint; readonly y: bigint } | undefined;

/** The even or odd y with y² = x³ + 3, or undefined when x is on no point. */
export function liftX(x: bigint, odd: boolean): bigint | undefined {
  const square = modulo(x * x * x + 3n);
  // The field's order is 3 modulo 4, so this power is the square root where there is one.
  const root = power(square, (FIELD + 1n) / 4n);
  if ((root * root) % FIELD !== square) return undefined;
  return (root % 2n === 1n) === odd ? root : modulo(FIELD - root);
}

/** The sum of two points. */
export function addPoints(a: Point, b: Point): Point {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (a.x === b.x && modulo(a.y + b.y) === 0n) return undefined;
  const slope = a.x === b.x ? 3n * a.x * a.x * inverse(2n * a.y) : (b.y - a.y) * inverse(b.x - a.x);
  const x = modulo(slope * slope - a.x - b.x);
  return { x, y: modulo(slope * (a.x - x) - a.y) };
}

function modulo(value: bigint): bigint {
  const rest = value % FIELD;
  return rest < 0n ? rest + FIELD : rest;
}

function inverse(value: bigint): bigint {
  return power(modulo(value), FIELD - 2n);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = modulo(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % FIELD;
    square = (square * square) % FIELD;
  }
  return result;
}
