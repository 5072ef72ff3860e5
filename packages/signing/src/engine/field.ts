import { Field, type IField } from "@noble/curves/abstract/modular.js";
import { modularInverse } from "./inverse.ts";

// Noble's fields with faster arithmetic. Elements are from 0 to p − 1, as noble keeps them: it reduces what comes from
// outside, and every operation here answers such an element for such elements.

/**
 * The field of integers modulo the prime `p`. Products of elements are never negative, and sums take one subtraction
 * to reduce, so that both do without part of noble's general reduction.
 */
export function fieldModulo(p: bigint): IField<bigint> {
  return Object.create(Field(p), {
    mul: { value: (a: bigint, b: bigint): bigint => (a * b) % p },
    sqr: { value: (a: bigint): bigint => (a * a) % p },
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

/** The integers modulo the curve's order `n`: hardly used, so that only the inversion is worth replacing. */
export function scalarsModulo(n: bigint): IField<bigint> {
  return Object.create(Field(n), { inv: { value: (a: bigint): bigint => modularInverse(a, n) } });
}
