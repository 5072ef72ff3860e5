import { PrefixSha1, readHash } from "./sha1.ts";

const wanted = new Int32Array(5);
const found = new Int32Array(5);

/** SHA-1 of one long prefix with many short tails, where the platform has none that answers at once. */
export class PrefixHash {
  readonly #sha1 = new PrefixSha1();

  /** Digests `bytes[0, length)` as the prefix. */
  setPrefix(bytes: Uint8Array, length: number): void {
    this.#sha1.setPrefix(bytes, length);
  }

  /** True when prefix and `tail` (ASCII) together have this hash, 40 hex digits. */
  isHashWith(tail: string, hash: string): boolean {
    if (!readHash(hash, wanted)) return false;
    this.#sha1.finish(tail, found);
    for (let word = 0; word < 5; word++) if (found[word] !== wanted[word]) return false;
    return true;
  }
}
