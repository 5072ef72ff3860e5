/** The largest integer whose square is not above `value`, for `value` ≥ 0. Newton's method from above. */
export function integerSqrt(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** The smaller of two: `Math.min` takes no bigints. */
export function smaller(left: bigint, right: bigint): bigint {
  if (right < left) return right;
  return left;
}

/** The larger of two: `Math.max` takes no bigints. */
export function larger(left: bigint, right: bigint): bigint {
  if (right > left) return right;
  return left;
}
