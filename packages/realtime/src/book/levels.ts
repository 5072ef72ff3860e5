const INITIAL_LEVELS = 16;
/** Up to this many levels are moved one by one, which is quicker than asking the platform to move them. */
const LONG_MOVE = 24;
/** Room for new levels in an array that is copied because it changes. */
const SPARE = 8;
const NO_KEYS = new Int32Array(0);
const NO_SIZES = new Float64Array(0);

/**
 * One side of a book: price levels in the venue's own order, worst first and best last, in two flat arrays.
 *
 * Keys ascend: the price for bids, its negative for asks. The best level is the last one, and most changes happen
 * near it, so they move few numbers; nothing is allocated unless the side outgrows its arrays. Copies share the
 * arrays until one of the two changes.
 */
export class Levels {
  readonly #sign: 1 | -1;
  #keys: Int32Array = NO_KEYS;
  #sizes: Float64Array = NO_SIZES;
  #count = 0;
  /** Another side reads the same arrays: they must be left as they are. */
  #isShared = false;

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
    const key = this.#sign * price;
    const at = this.#find(key);
    return at < this.#count && this.#keys[at] === key ? (this.#sizes[at] as number) : 0;
  }

  /** Sets the whole size at `price`; zero removes the level. */
  set(price: number, size: number): void {
    const key = this.#sign * price;
    const at = this.#find(key);
    const exists = at < this.#count && this.#keys[at] === key;
    if (!exists && size === 0) return;
    if (this.#isShared) this.#reserve(this.#count + SPARE);
    if (!exists) this.#insert(at, key, size);
    else if (size === 0) this.#remove(at);
    else this.#sizes[at] = size;
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
    const sign = this.#sign;
    let n = 0;
    if (count === this.#count) {
      const keys = this.#keys;
      const own = this.#sizes;
      while (n < count && keys[n] === sign * (prices[from + n] as number) && own[n] === sizes[from + n]) n++;
      if (n === count) return true;
    }
    if (this.#isShared || count > this.#keys.length) this.#reserve(count);
    const keys = this.#keys;
    const own = this.#sizes;
    for (; n < count; n++) {
      keys[n] = sign * (prices[from + n] as number);
      own[n] = sizes[from + n] as number;
    }
    this.#count = count;
    return false;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Becomes a copy of `other`, which must be the same side. Costs nothing until one of them changes. */
  copyFrom(other: Levels): void {
    this.#keys = other.#keys;
    this.#sizes = other.#sizes;
    this.#count = other.#count;
    this.#isShared = true;
    other.#isShared = true;
  }

  equals(other: Levels): boolean {
    if (this.#count !== other.#count) return false;
    if (this.#keys === other.#keys) return true;
    for (let at = 0; at < this.#count; at++) {
      if (this.#keys[at] !== other.#keys[at] || this.#sizes[at] !== other.#sizes[at]) return false;
    }
    return true;
  }

  /** Index of `key`, or where it belongs. Changes near the best level are found first. */
  #find(key: number): number {
    const keys = this.#keys;
    let high = this.#count;
    let low = 0;
    const near = high - 4;
    if (near > 0) {
      if ((keys[near] as number) < key) low = near + 1;
      else high = near;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(at: number, key: number, size: number): void {
    if (this.#count === this.#keys.length) this.#reserve(Math.max(INITIAL_LEVELS, this.#count * 2));
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

  /** Arrays of its own with room for `levels`, in one piece of memory. */
  #reserve(levels: number): void {
    const kept = Math.min(this.#count, levels);
    const memory = new ArrayBuffer(levels * 12);
    const sizes = new Float64Array(memory, 0, levels);
    const keys = new Int32Array(memory, levels * 8, levels);
    sizes.set(this.#sizes.subarray(0, kept));
    keys.set(this.#keys.subarray(0, kept));
    this.#keys = keys;
    this.#sizes = sizes;
    this.#isShared = false;
  }
}
