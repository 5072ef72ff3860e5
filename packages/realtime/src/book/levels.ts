const INITIAL_CAPACITY = 16;
/** Up to this many levels are moved one by one, which is quicker than asking the platform to move them. */
const LONG_MOVE = 24;

/**
 * One side of a book: price levels in the venue's own order, worst first and best last, in flat arrays.
 *
 * Keys ascend: the price for bids, its negative for asks. The best level is the last one, and most changes
 * happen near it, so they move few elements; nothing is allocated unless the side outgrows its arrays.
 */
export class Levels {
  readonly #sign: 1 | -1;
  #keys = new Int32Array(INITIAL_CAPACITY);
  #sizes = new Float64Array(INITIAL_CAPACITY);
  #count = 0;

  constructor(side: "bids" | "asks") {
    this.#sign = side === "bids" ? 1 : -1;
  }

  /** Number of levels. */
  get count(): number {
    return this.#count;
  }

  /** Price of the best level in units; undefined when the side is empty. */
  get best(): number | undefined {
    return this.#count === 0 ? undefined : this.#sign * (this.#keys[this.#count - 1] as number);
  }

  /** Price of the level at `index` (0 is the worst), in units. */
  priceAt(index: number): number {
    return this.#sign * (this.#keys[index] as number);
  }

  /** Size of the level at `index` (0 is the worst), in units. */
  sizeAt(index: number): number {
    return this.#sizes[index] as number;
  }

  /** Size at `price` in units; 0 when there is no such level. */
  sizeOf(price: number): number {
    const at = this.#find(this.#sign * price);
    return this.#keys[at] === this.#sign * price && at < this.#count ? (this.#sizes[at] as number) : 0;
  }

  /** Sets the whole size at `price`; zero removes the level. */
  set(price: number, size: number): void {
    const key = this.#sign * price;
    const at = this.#find(key);
    if (at < this.#count && this.#keys[at] === key) {
      if (size !== 0) this.#sizes[at] = size;
      else this.#remove(at);
    } else if (size !== 0) this.#insert(at, key, size);
  }

  /** Drops every level better than `price` and tells how many there were. */
  dropBetterThan(price: number): number {
    const key = this.#sign * price;
    const before = this.#count;
    let count = before;
    while (count > 0 && (this.#keys[count - 1] as number) > key) count--;
    this.#count = count;
    return before - count;
  }

  /**
   * Becomes the levels `from` to `to` of flat lists, and tells whether it was that already. They must be in the
   * venue's order, worst first, without equal prices and sizes of zero.
   */
  load(prices: Int32Array, sizes: Float64Array, from: number, to: number): boolean {
    const count = to - from;
    this.#reserve(count);
    const ownKeys = this.#keys;
    const ownSizes = this.#sizes;
    const sign = this.#sign;
    let isSame = count === this.#count;
    for (let n = 0; n < count; n++) {
      const key = sign * (prices[from + n] as number);
      const size = sizes[from + n] as number;
      if (isSame && (ownKeys[n] !== key || ownSizes[n] !== size)) isSame = false;
      ownKeys[n] = key;
      ownSizes[n] = size;
    }
    this.#count = count;
    return isSame;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Becomes a copy of `other`, which must be the same side. */
  copyFrom(other: Levels): void {
    if (this.#keys.length < other.#count) {
      this.#keys = new Int32Array(other.#count);
      this.#sizes = new Float64Array(other.#count);
    }
    this.#keys.set(other.#keys.subarray(0, other.#count));
    this.#sizes.set(other.#sizes.subarray(0, other.#count));
    this.#count = other.#count;
  }

  equals(other: Levels): boolean {
    if (this.#count !== other.#count) return false;
    for (let at = 0; at < this.#count; at++) {
      if (this.#keys[at] !== other.#keys[at] || this.#sizes[at] !== other.#sizes[at]) return false;
    }
    return true;
  }

  /** Index of `key`, or where it belongs. Changes near the best level are found first. */
  #find(key: number): number {
    let high = this.#count;
    let low = 0;
    const near = high - 4;
    if (near > 0) {
      if ((this.#keys[near] as number) < key) low = near + 1;
      else high = near;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(at: number, key: number, size: number): void {
    this.#reserve(this.#count + 1);
    const keys = this.#keys;
    const sizes = this.#sizes;
    const count = this.#count++;
    if (count - at > LONG_MOVE) {
      keys.copyWithin(at + 1, at, count);
      sizes.copyWithin(at + 1, at, count);
    } else {
      for (let n = count; n > at; n--) {
        keys[n] = keys[n - 1] as number;
        sizes[n] = sizes[n - 1] as number;
      }
    }
    keys[at] = key;
    sizes[at] = size;
  }

  #remove(at: number): void {
    const keys = this.#keys;
    const sizes = this.#sizes;
    const count = --this.#count;
    if (count - at > LONG_MOVE) {
      keys.copyWithin(at, at + 1, count + 1);
      sizes.copyWithin(at, at + 1, count + 1);
    } else {
      for (let n = at; n < count; n++) {
        keys[n] = keys[n + 1] as number;
        sizes[n] = sizes[n + 1] as number;
      }
    }
  }

  #reserve(count: number): void {
    if (count <= this.#keys.length) return;
    const keys = new Int32Array(Math.max(count, this.#keys.length * 2));
    const sizes = new Float64Array(keys.length);
    keys.set(this.#keys);
    sizes.set(this.#sizes);
    this.#keys = keys;
    this.#sizes = sizes;
  }
}
