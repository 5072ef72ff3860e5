import { NOT_UNITS, UNITS } from "../book/units.ts";

/** A frame of this size always fits; the buffer grows with the frames up to the limit. */
const INITIAL_BYTES = 65_536;
const MAX_BYTES = 8 * 1024 * 1024;
/** Words may be read across the end of a frame. */
const SLACK = 256;

const MAX_SIZE = Number.MAX_SAFE_INTEGER;
/** Digits that cannot leave the safe integers. */
const MAX_DIGITS = 15;
const QUOTE = 34;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

const encoder = new TextEncoder();

const isHexByte = (code: number) => (code >= 48 && code <= 57) || (code >= 97 && code <= 102);
/** 1 for every pair of bytes that are small hex digits. */
const HEX_PAIRS = Uint8Array.from({ length: 65_536 }, (_, pair) =>
  isHexByte(pair & 255) && isHexByte(pair >> 8) ? 1 : 0,
);

/** An ASCII text in the form in which it is compared: words of four bytes, the last of them overlapping. */
export type Template = { readonly length: number; readonly words: Uint32Array; readonly last: number };

/** Makes a template. @throws {RangeError} for fewer than four characters. */
export function template(text: string): Template {
  const bytes = encoder.encode(text);
  if (bytes.length < 4) throw new RangeError("a template has at least four bytes");
  const view = new DataView(bytes.buffer);
  const words = Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, n) =>
    view.getUint32(n * 4, true),
  );
  return { length: bytes.length, words, last: view.getUint32(bytes.length - 4, true) };
}

/**
 * The bytes of one frame at a time. Characters are read and compared several times as fast from bytes as from a
 * string. What lies behind the end of the frame is left over from another: check the end.
 */
export class FrameBytes {
  bytes: Uint8Array = new Uint8Array(INITIAL_BYTES + SLACK);
  /** Behind the closing quote of what `units` read last. */
  end = 0;
  #view = new DataView(this.bytes.buffer);

  /** Takes a frame; false when it is too long or not plain ASCII. */
  load(text: string): boolean {
    if (text.length > this.bytes.length - SLACK && !this.#grow(text.length)) return false;
    return encoder.encodeInto(text, this.bytes).written === text.length;
  }

  /** True when `wanted` stands at `at`. */
  has(wanted: Template, at: number): boolean {
    const { words, length, last } = wanted;
    const view = this.#view;
    // The end differs first, where two of them are alike.
    if (view.getUint32(at + length - 4, true) !== last) return false;
    for (let n = 0; n < words.length; n++) {
      if (view.getUint32(at + n * 4, true) !== words[n]) return false;
    }
    return true;
  }

  /** True when `length` small hex digits, an even number of them, stand at `at`. */
  isHex(at: number, length: number): boolean {
    let valid = 1;
    for (let n = at; n < at + length; n += 2) valid &= HEX_PAIRS[this.#view.getUint16(n, true)] as number;
    return valid === 1;
  }

  /** A plain decimal up to its closing quote, in integers of 10⁻⁶; `NOT_UNITS` for anything else. */
  units(start: number): number {
    const { bytes } = this;
    let value = 0;
    let at = start;
    let code = bytes[at] as number;
    while (code >= ZERO && code <= NINE) {
      value = value * 10 + code - ZERO;
      code = bytes[++at] as number;
    }
    if (at === start || at - start > MAX_DIGITS) return NOT_UNITS;
    let scale = UNITS;
    if (code === POINT) {
      const point = at;
      code = bytes[++at] as number;
      while (code >= ZERO && code <= NINE) {
        value = value * 10 + code - ZERO;
        scale /= 10;
        code = bytes[++at] as number;
      }
      if (at === point + 1 || at - point > 7 || at - start > MAX_DIGITS + 1) return NOT_UNITS;
    }
    if (code !== QUOTE) return NOT_UNITS;
    this.end = at + 1;
    const units = value * scale;
    return units > MAX_SIZE ? NOT_UNITS : units;
  }

  /** Thirteen digits and a quote: Unix milliseconds; −1 for anything else. */
  time(at: number): number {
    const { bytes } = this;
    let time = 0;
    for (let n = at; n < at + 13; n++) {
      const digit = (bytes[n] as number) - ZERO;
      if (digit < 0 || digit > 9) return -1;
      time = time * 10 + digit;
    }
    // Shorter times are seconds.
    return bytes[at + 13] === QUOTE && time >= 100_000_000_000 ? time : -1;
  }

  #grow(length: number): boolean {
    if (length > MAX_BYTES) return false;
    this.bytes = new Uint8Array(Math.min(MAX_BYTES, length * 2) + SLACK);
    this.#view = new DataView(this.bytes.buffer);
    return true;
  }
}
