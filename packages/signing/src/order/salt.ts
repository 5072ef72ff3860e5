import { type Random, systemRandom } from "@pm/core-types";
import { nodeBuiltin, nodeProcess } from "../engine/platform.ts";

// A salt is 53 bits, the most a JSON number carries exactly: 11 bits of partition, 42 bits of sequence.
//
//   partition  (hash of the process id + the thread's id) mod 2048. Node never gives two threads of a process
//              the same id, so up to 2048 threads draw from disjoint sets; other processes mostly land elsewhere.
//   sequence   the n-th draw of a thread is the permutation of n under a key from the CSPRNG. A permutation never
//              repeats, so a thread repeats no salt within 2^42 draws; the key makes it unpredictable, and makes
//              equal partitions of two processes meet by chance only.
//
// Purely random salts of the same width would collide about once in 18,000 runs of a million draws.
const HALF_BITS = 21;
const HALF_MASK = (1 << HALF_BITS) - 1;
const HALF = 1 << HALF_BITS;
const SEQUENCE = 2 ** (2 * HALF_BITS);
const PARTITIONS = 2048;
const ROUNDS = 6;

/** Draws order salts; every one different. */
export type SaltSource = () => bigint;

/**
 * A source of salts from 0 to 2⁵³ − 1.
 *
 * @param random where its key comes from; @param partition the set it draws from, from 0 to 2047.
 */
export function createSaltSource(random: Random, partition: number): SaltSource {
  const seed = random.bytes(4 * (ROUNDS + 2));
  const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
  const keys = Array.from({ length: ROUNDS }, (_, round) => view.getUint32(4 * round));
  let left = view.getUint32(4 * ROUNDS) & HALF_MASK;
  let right = view.getUint32(4 * ROUNDS + 4) & HALF_MASK;
  const offset = partition * SEQUENCE;
  return () => {
    right = (right + 1) & HALF_MASK;
    if (right === 0) left = (left + 1) & HALF_MASK;
    let a = left;
    let b = right;
    // A Feistel network permutes whatever its round function is.
    for (const key of keys) [a, b] = [b, a ^ mix(b ^ key)];
    return BigInt(offset + a * HALF + b);
  };
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & HALF_MASK;
}

let shared: SaltSource | undefined;

/**
 * A salt that this process draws once: unique over all its threads, from the platform's CSPRNG.
 *
 * @param random draws 53 plain random bits from this instead: for tests and replays.
 */
export function generateSalt(random?: Random): bigint {
  if (random !== undefined) return randomSalt(random);
  shared ??= createSaltSource(systemRandom, ownPartition());
  return shared();
}

/** Browsers tell neither process nor thread: a random partition is what is left. */
function ownPartition(): number {
  const thread = nodeBuiltin<{ readonly threadId: number }>("node:worker_threads")?.threadId;
  if (thread === undefined || nodeProcess?.pid === undefined) {
    const bytes = systemRandom.bytes(2);
    return ((bytes[0]! << 8) | bytes[1]!) % PARTITIONS;
  }
  return (mix(nodeProcess.pid) + thread) % PARTITIONS;
}

function randomSalt(random: Random): bigint {
  const bytes = random.bytes(7);
  let salt = BigInt(bytes[0]! & 0x1f);
  for (let i = 1; i < 7; i++) salt = (salt << 8n) | BigInt(bytes[i]!);
  return salt;
}
