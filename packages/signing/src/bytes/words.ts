import { ValidationError } from "@pm/core-types";
import { fixedHex } from "./hex.ts";

const UINT256_LIMIT = 1n << 256n;
const LOW_64 = (1n << 64n) - 1n;

/**
 * Writes a uint256 as one big-endian 32-byte word.
 *
 * @throws {ValidationError} when `value` is negative or 2²⁵⁶ and more.
 */
export function writeUint256(view: DataView, offset: number, value: bigint, field = "value"): void {
  if (typeof value === "bigint" && value >= 0n && value <= LOW_64) {
    view.setBigUint64(offset, 0n);
    view.setBigUint64(offset + 8, 0n);
    view.setBigUint64(offset + 16, 0n);
    view.setBigUint64(offset + 24, value);
    return;
  }
  if (typeof value !== "bigint" || value < 0n || value >= UINT256_LIMIT) {
    throw new ValidationError({
      message: `${field} must be a uint256, a bigint from 0 to 2^256 − 1.`,
      context: { field },
    });
  }
  view.setBigUint64(offset, value >> 192n);
  view.setBigUint64(offset + 8, (value >> 128n) & LOW_64);
  view.setBigUint64(offset + 16, (value >> 64n) & LOW_64);
  view.setBigUint64(offset + 24, value & LOW_64);
}

/**
 * A whole number of callers that give it as they have it.
 *
 * @throws {ValidationError} naming the field, for a fraction, a negative number, and text that is not decimal digits.
 */
export function wholeNumber(value: bigint | number | string, field: string): bigint {
  const whole =
    typeof value === "number" ? Number.isSafeInteger(value) : typeof value === "bigint" || DIGITS.test(value);
  if (whole && BigInt(value) >= 0n) return BigInt(value);
  throw new ValidationError({ message: `${field} must be a whole number, 0 or more.`, context: { field } });
}

const DIGITS = /^\d{1,78}$/;

/** One uint256 as 32 bytes. */
export function word(value: bigint | number, field = "value"): Uint8Array {
  const bytes = new Uint8Array(32);
  writeUint256(new DataView(bytes.buffer), 0, BigInt(value), field);
  return bytes;
}

/** One address as a left-padded 32-byte word. @throws {InvalidHexError} unless it is 20 bytes of hex. */
export function addressWord(address: string, field = "address"): Uint8Array {
  return concat(new Uint8Array(12), fixedHex(address, 20, field));
}

/** The number a big-endian byte string stands for. */
export function toBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** All parts, one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The UTF-8 bytes of `text`. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** True when two texts are the same address, in whatever case. */
export function sameAddress(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}
