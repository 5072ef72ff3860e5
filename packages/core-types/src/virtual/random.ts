import type { Random } from "../ports/random.ts";

/**
 * Reproducible randomness from a seed (mulberry32). For tests, the venue and replays; never for keys or
 * for salts of real orders.
 */
export function createSeededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next32 = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    next: () => next32() / 4_294_967_296,
    bytes: (length) => Uint8Array.from({ length }, () => next32() & 0xff),
  };
}
