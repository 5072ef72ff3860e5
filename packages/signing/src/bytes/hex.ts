import { type Hex, InvalidHexError } from "@pm/core-types";

const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The value of one hex digit's char code, or -1. */
function digit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
}

/** Lower-case `0x` hex of `bytes`. */
export function toHex(bytes: Uint8Array): Hex {
  let out = "0x";
  for (let i = 0; i < bytes.length; i++) out += PAIRS[bytes[i]!];
  return out as Hex;
}

/**
 * The bytes of `0x` hex text.
 *
 * @param field name used in the error; the value itself is never shown, because it may be a secret.
 * @throws {InvalidHexError} for a missing `0x`, an odd number of digits, or a character that is not hex.
 */
export function fromHex(hex: string, field = "hex"): Uint8Array {
  if (typeof hex !== "string" || !hex.startsWith("0x")) throw invalid(field, "must start with 0x");
  if (hex.length % 2 !== 0) throw invalid(field, `has an odd number of digits (${hex.length - 2})`);
  const bytes = new Uint8Array((hex.length - 2) / 2);
  writeHex(bytes, 0, hex, field);
  return bytes;
}

/** Writes the bytes of checked-length `0x` hex at `offset`. @throws {InvalidHexError} for a character that is not hex. */
function writeHex(target: Uint8Array, offset: number, hex: string, field = "hex"): void {
  for (let i = 2, at = offset; i < hex.length; i += 2, at++) {
    const high = digit(hex.charCodeAt(i));
    const low = digit(hex.charCodeAt(i + 1));
    if (high < 0 || low < 0) throw invalid(field, "has a character that is not a hex digit");
    target[at] = (high << 4) | low;
  }
}

/**
 * The bytes of `0x` hex of exactly `length` bytes.
 *
 * @throws {InvalidHexError}
 */
export function fixedHex(hex: string, length: number, field: string): Uint8Array {
  const bytes = fromHex(hex, field);
  if (bytes.length !== length) throw invalid(field, `must be ${length} bytes, not ${bytes.length}`);
  return bytes;
}

function invalid(field: string, problem: string): InvalidHexError {
  return new InvalidHexError({ message: `${field} ${problem}.`, context: { field } });
}
