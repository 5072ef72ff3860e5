// Lehmer's variant of Euclid's algorithm: most quotients follow from the leading digits alone, so that long division
// of bigints is needed once in some fifteen steps. Its time depends on its input, as noble's own inversion does; noble
// multiplies secrets with random numbers before it inverts them.

/** Bits that a double holds with room for the sums below. */
const LEAD = 50;
const SMALL = 2 ** 52;

/** The steps of Euclid's algorithm as one linear map: (a, b) → (pa + qb, ra + sb). */
type Steps = { readonly p: number; readonly q: number; readonly r: number; readonly s: number };

/**
 * The x with x · value ≡ 1 modulo `modulus`.
 *
 * @throws {RangeError} when there is none, as for zero.
 */
export function modularInverse(value: bigint, modulus: bigint): bigint {
  let a = modulus;
  let b = value % modulus;
  // a ≡ x · value and b ≡ y · value, always.
  let x = 0n;
  let y = 1n;
  while (b !== 0n) {
    const top = Number(a);
    const steps = top < SMALL ? lastSteps(top, Number(b)) : leadingSteps(a, b, top);
    if (steps === undefined) {
      const quotient = a / b;
      [a, b] = [b, a - quotient * b];
      [x, y] = [y, x - quotient * y];
      continue;
    }
    const [p, q, r, s] = [BigInt(steps.p), BigInt(steps.q), BigInt(steps.r), BigInt(steps.s)];
    [a, b] = [p * a + q * b, r * a + s * b];
    [x, y] = [p * x + q * y, r * x + s * y];
  }
  if (a !== 1n) throw new RangeError("The number has no inverse.");
  x %= modulus;
  return x < 0n ? x + modulus : x;
}

/** The steps that every pair of numbers with these leading bits takes; undefined when not even one is certain. */
function leadingSteps(a: bigint, b: bigint, top: number): Steps | undefined {
  const shift = BigInt(Math.max(0, Math.ceil(Math.log2(top)) - LEAD));
  let high = Number(a >> shift);
  let low = Number(b >> shift);
  let [p, q, r, s] = [1, 0, 0, 1];
  while (low + r !== 0 && low + s !== 0) {
    const quotient = Math.floor((high + p) / (low + r));
    if (quotient !== Math.floor((high + q) / (low + s))) break;
    [p, r] = [r, p - quotient * r];
    [q, s] = [s, q - quotient * s];
    [high, low] = [low, high - quotient * low];
  }
  return q === 0 ? undefined : { p, q, r, s };
}

/** All steps to the end, for numbers that doubles hold exactly; so do all intermediate values. */
function lastSteps(a: number, b: number): Steps {
  let [high, low] = [a, b];
  let [p, q, r, s] = [1, 0, 0, 1];
  while (low !== 0) {
    const quotient = Math.floor(high / low);
    [p, r] = [r, p - quotient * r];
    [q, s] = [s, q - quotient * s];
    [high, low] = [low, high - quotient * low];
  }
  return { p, q, r, s };
}
