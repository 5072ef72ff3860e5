// Everything random in the vectors comes from a seed, so that generating twice gives the same files.
import { createHash } from "node:crypto";

/** A stream of numbers in [0, 1) from a seed (xorshift32). */
export function seeded(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** An integer from `low` to `high`, both included. */
export const between = (random, low, high) => low + Math.floor(random() * (high - low + 1));

/** One of a list. */
export const pick = (random, list) => list[Math.floor(random() * list.length)];

/** A private key that nobody uses: the hash of a sentence and a number. */
export const testKey = (index) =>
  `0x${createHash("sha256").update(`conformance vectors, account ${index}`).digest("hex")}`;

/** Replaces the sources of time and chance that the official packages read; returns what puts them back. */
export function fixClock(dateNowMs, mathRandom) {
  const { now } = Date;
  const { random } = Math;
  Date.now = () => dateNowMs;
  Math.random = () => mathRandom;
  return () => {
    Date.now = now;
    Math.random = random;
  };
}
