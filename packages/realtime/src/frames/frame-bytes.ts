/** Longer frames are not held. */
const MAX_BYTES = 32_768;
/** Words may be read across the end of a frame. */
const SLACK = 256;

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
  readonly bytes: Uint8Array = new Uint8Array(MAX_BYTES + SLACK);
  readonly #view = new DataView(this.bytes.buffer);

  /** Takes a frame; false when it is too long or not plain ASCII. */
  load(text: string): boolean {
    if (text.length > MAX_BYTES) return false;
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
}
