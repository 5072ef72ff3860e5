import { Field, type IField } from "@noble/curves/abstract/modular.js";
import { CURVE_ORDER } from "./curve-order.ts";
import { modularInverse } from "./inverse.ts";

// Noble's fields with faster arithmetic. Elements are from 0 to p − 1, as noble keeps them: it reduces what comes from
// outside, and every operation here answers such an element for such elements.

/** The prime of the curve secp256k1, 2²⁵⁶ − 2³² − 977. */
export const FIELD_PRIME: bigint = 2n ** 256n - 2n ** 32n - 977n;

const p = FIELD_PRIME;
/** 2²⁵⁶ modulo p: 33 bits. */
const FOLD = 2n ** 32n + 977n;
const LOW = 2n ** 256n - 1n;

/**
 * A product of two elements modulo p, without a division: what lies above 2²⁵⁶ is worth `FOLD` times as much below.
 * Twice folded, 512 bits become fewer than 290 and then less than 2²⁵⁶ + 2⁶⁷, which one subtraction reduces.
 */
function reduce(product: bigint): bigint {
  const once = (product & LOW) + (product >> 256n) * FOLD;
  const twice = (once & LOW) + (once >> 256n) * FOLD;
  return twice >= p ? twice - p : twice;
}

/** The curve's field. Sums and differences of elements take at most one step to reduce. */
export function curveField(): IField<bigint> {
  return Object.create(Field(p), {
    mul: { value: (a: bigint, b: bigint): bigint => reduce(a * b) },
    sqr: { value: (a: bigint): bigint => reduce(a * a) },
    inv: { value: (a: bigint): bigint => modularInverse(a, p) },
    add: {
      value: (a: bigint, b: bigint): bigint => {
        const sum = a + b;
        return sum >= p ? sum - p : sum;
      },
    },
    sub: {
      value: (a: bigint, b: bigint): bigint => {
        const difference = a - b;
        return difference < 0n ? difference + p : difference;
      },
    },
  });
}

/** The integers modulo the curve's order: hardly used, so that only the inversion is worth replacing. */
export function curveScalars(): IField<bigint> {
  const n = CURVE_ORDER;
  return Object.create(Field(n), { inv: { value: (a: bigint): bigint => modularInverse(a, n) } });
}
