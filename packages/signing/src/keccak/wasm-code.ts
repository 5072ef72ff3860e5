// Assembles a Keccak-f[1600] sponge as a WebAssembly module of 1.2 kilobytes: 64-bit rotations are one
// instruction there, and thirty in JavaScript. Written from FIPS 202, section 3.2; checked against @noble/hashes.

/** Where callers put the padded message in the module's memory. */
export const INPUT = 512;
/** Bytes absorbed at a time by Keccak-256. */
export const RATE = 136;
/** One WebAssembly page holds the state, the constants and messages of this many bytes, padding included. */
export const CAPACITY: number = 65_536 - INPUT;

const CONSTANTS = 256;

// Locals: 0 blocks (parameter), 1 round offset, 2 input pointer, then 64-bit ones.
const ROUND = 1;
const POINTER = 2;
const A = 3;
const B = A + 25;
const C = B + 25;
const D = C + 5;

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const XOR = 0x85;
const AND = 0x83;
const ROTL = 0x89;
const i32 = (value: number): number[] => [0x41, ...signedLeb(value)];
const i64 = (value: number): number[] => [0x42, ...signedLeb(value)];
const load = (offset: number): number[] => [0x29, 0, ...leb(offset)];
const store = (offset: number): number[] => [0x37, 0, ...leb(offset)];

/** The module: memory "m" and function "k", which absorbs `blocks` blocks and leaves the digest at offset 0. */
export function keccakModule(): Uint8Array {
  const body = [
    // One group of 32-bit locals, one of 64-bit ones.
    ...[2, 2, 0x7f, D - A + 1, 0x7e],
    ...[...i32(INPUT), ...set(POINTER)],
    ...[0x03, 0x40, ...absorb(), ...permute()],
    ...[...get(POINTER), ...i32(RATE), 0x6a, ...set(POINTER)],
    ...[...get(0), ...i32(1), 0x6b, 0x22, 0, 0x0d, 0, 0x0b],
    ...[0, 1, 2, 3].flatMap((lane) => [...i32(0), ...get(A + lane), ...store(lane * 8)]),
    0x0b,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, 1, 0x6d, 2, 0, 1, 0x6b, 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
    ...section(11, [1, 0, ...i32(CONSTANTS), 0x0b, ...leb(192), ...roundConstants()]),
  ]);
}

function absorb(): number[] {
  const lanes = Array.from({ length: RATE / 8 }, (_, lane) => lane);
  return lanes.flatMap((lane) => [
    ...get(A + lane),
    ...get(POINTER),
    ...load(lane * 8),
    XOR,
    ...set(A + lane),
  ]);
}

/** Twenty-four rounds of θ, ρ and π, χ, ι over the lanes A[x + 5y]. */
function permute(): number[] {
  const code = [...i32(0), ...set(ROUND), 0x03, 0x40];
  for (let x = 0; x < 5; x++) {
    code.push(...get(A + x));
    for (let y = 1; y < 5; y++) code.push(...get(A + x + 5 * y), XOR);
    code.push(...set(C + x));
  }
  for (let x = 0; x < 5; x++) {
    code.push(...get(C + ((x + 4) % 5)), ...get(C + ((x + 1) % 5)), ...i64(1), ROTL, XOR, ...set(D));
    for (let y = 0; y < 5; y++) {
      const target = y + 5 * ((2 * x + 3 * y) % 5);
      code.push(...get(A + x + 5 * y), ...get(D), XOR, ...i64(rotation(x, y)), ROTL, ...set(B + target));
    }
  }
  for (let lane = 0; lane < 25; lane++) {
    const row = lane - (lane % 5);
    code.push(...get(B + row + ((lane + 1) % 5)), ...i64(-1), XOR, ...get(B + row + ((lane + 2) % 5)), AND);
    code.push(...get(B + lane), XOR, ...set(A + lane));
  }
  code.push(...get(A), ...get(ROUND), ...load(CONSTANTS), XOR, ...set(A));
  code.push(...get(ROUND), ...i32(8), 0x6a, 0x22, ROUND, ...i32(192), 0x49, 0x0d, 0, 0x0b);
  return code;
}

/** ρ: the rotation of lane (x, y) is the triangular number of its step on the path (x, y) → (y, 2x + 3y). */
function rotation(x: number, y: number): number {
  if (x === 0 && y === 0) return 0;
  let at: readonly [number, number] = [1, 0];
  let step = 0;
  while (at[0] !== x || at[1] !== y) {
    at = [at[1], (2 * at[0] + 3 * at[1]) % 5];
    step++;
  }
  return (((step + 1) * (step + 2)) / 2) % 64;
}

/** ι: bit 2ʲ − 1 of each constant comes from an 8-bit linear feedback shift register. */
function roundConstants(): Uint8Array {
  const bytes = new Uint8Array(192);
  const view = new DataView(bytes.buffer);
  let register = 1;
  for (let round = 0; round < 24; round++) {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if ((register & 1) === 1) constant |= 1n << BigInt((1 << j) - 1);
      register = (register << 1) ^ (register & 0x80 ? 0x171 : 0);
    }
    view.setBigUint64(round * 8, constant, true);
  }
  return bytes;
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

function leb(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) out.push((rest & 0x7f) | 0x80);
  return [...out, rest];
}

function signedLeb(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest > 63 || rest < -64; rest >>= 7) out.push((rest & 0x7f) | 0x80);
  return [...out, rest & 0x7f];
}
