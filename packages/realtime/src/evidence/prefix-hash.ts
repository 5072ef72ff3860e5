// Bundlers for browsers take `prefix-hash.browser.ts` instead: see "browser" in package.json.
import { createHash, type Hash } from "node:crypto";

/** SHA-1 of one long prefix with many short tails; the platform's own, three times as fast as any in JavaScript. */
export class PrefixHash {
  #prefix: Hash = createHash("sha1");

  /** Digests `bytes[0, length)` as the prefix. */
  setPrefix(bytes: Uint8Array, length: number): void {
    this.#prefix = createHash("sha1").update(bytes.subarray(0, length));
  }

  /** True when prefix and `tail` (ASCII) together have this hash, 40 hex digits. */
  isHashWith(tail: string, hash: string): boolean {
    return this.#prefix.copy().update(tail, "latin1").digest("hex") === hash;
  }
}
