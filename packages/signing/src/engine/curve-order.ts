/** The order n of the curve secp256k1: keys are from 1 to n − 1. */
export const CURVE_ORDER: bigint = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
