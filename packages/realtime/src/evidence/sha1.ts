/** Words of a message schedule; SHA-1 is synchronous and never re-entered. */
const W = new Int32Array(80);

/**
 * SHA-1 that remembers where it stood after a prefix, so that one long prefix can be finished with many short tails.
 *
 * For book hashes only: SHA-1 is not collision resistant. Browsers have no SHA-1 that answers at once; this one is
 * about twice as fast as a portable library.
 */
export class PrefixSha1 {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  #e = 0;
  /** Whole blocks of the prefix are digested; what is left over stands in `#block`. */
  readonly #block = new Uint8Array(128);
  #rest = 0;
  #length = 0;

  /** Digests `bytes[0, length)` as the prefix. */
  setPrefix(bytes: Uint8Array, length: number): void {
    this.#a = 0x67452301;
    this.#b = 0xefcdab89 | 0;
    this.#c = 0x98badcfe | 0;
    this.#d = 0x10325476;
    this.#e = 0xc3d2e1f0 | 0;
    let at = 0;
    for (; at + 64 <= length; at += 64) this.#compress(bytes, at);
    this.#rest = length - at;
    this.#length = length;
    for (let n = 0; n < this.#rest; n++) this.#block[n] = bytes[at + n] as number;
  }

  /** The digest of prefix and `tail` (ASCII, at most 50 characters) as five words in `out`. */
  finish(tail: string, out: Int32Array): void {
    const block = this.#block;
    const rest = this.#rest;
    let end = rest;
    for (let n = 0; n < tail.length; n++) block[end++] = tail.charCodeAt(n);
    block[end++] = 0x80;
    const size = end > 56 ? 128 : 64;
    block.fill(0, end, size);
    const bits = (this.#length + tail.length) * 8;
    for (let n = 0; n < 6; n++) block[size - 1 - n] = (bits / 256 ** n) & 0xff;
    const a = this.#a;
    const b = this.#b;
    const c = this.#c;
    const d = this.#d;
    const e = this.#e;
    this.#compress(block, 0);
    if (size === 128) this.#compress(block, 64);
    out[0] = this.#a;
    out[1] = this.#b;
    out[2] = this.#c;
    out[3] = this.#d;
    out[4] = this.#e;
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
    this.#e = e;
  }

  #compress(bytes: Uint8Array, offset: number): void {
    for (let t = 0, at = offset; t < 16; t++, at += 4) {
      W[t] =
        ((bytes[at] as number) << 24) |
        ((bytes[at + 1] as number) << 16) |
        ((bytes[at + 2] as number) << 8) |
        (bytes[at + 3] as number);
    }
    for (let t = 16; t < 80; t++) {
      const mixed =
        (W[t - 3] as number) ^ (W[t - 8] as number) ^ (W[t - 14] as number) ^ (W[t - 16] as number);
      W[t] = (mixed << 1) | (mixed >>> 31);
    }
    let a = this.#a;
    let b = this.#b;
    let c = this.#c;
    let d = this.#d;
    let e = this.#e;
    let t = 0;
    for (; t < 20; t++) {
      const next = (((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + e + 0x5a827999 + (W[t] as number)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    for (; t < 40; t++) {
      const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0x6ed9eba1 + (W[t] as number)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    for (; t < 60; t++) {
      const next =
        (((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) + e + 0x8f1bbcdc + (W[t] as number)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    for (; t < 80; t++) {
      const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0xca62c1d6 + (W[t] as number)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    this.#a = (this.#a + a) | 0;
    this.#b = (this.#b + b) | 0;
    this.#c = (this.#c + c) | 0;
    this.#d = (this.#d + d) | 0;
    this.#e = (this.#e + e) | 0;
  }
}

/** Forty hex digits as five words in `out`; false when `text` is no such hash. */
export function readHash(text: string, out: Int32Array): boolean {
  if (text.length !== 40) return false;
  for (let word = 0; word < 5; word++) {
    let value = 0;
    for (let n = 0; n < 8; n++) {
      const code = text.charCodeAt(word * 8 + n) | 32;
      // Setting that bit leaves digits as they are and turns capitals into small letters.
      const digit = code >= 97 ? code - 87 : code - 48;
      if (digit < 0 || digit > 15 || (code < 97 && digit > 9)) return false;
      value = (value << 4) | digit;
    }
    out[word] = value;
  }
  return true;
}
