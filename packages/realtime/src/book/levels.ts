const INITIAL_LEVELS = 16;
/** Up to this many numbers are moved one by one, which is quicker than asking the platform to move them. */
const LONG_MOVE = 48;
/** Room for new levels in an array that is copied because it changes. */
const SPARE = 8;
const NO_DATA = new Float64Array(0);

/**
 * One side of a book: price levels in the venue's own order, worst first and best last, in one flat array of keys and
 * sizes by turns.
 *
 * Keys ascend: the price for bids, its negative for asks. The best level is the last one, and most changes happen
 * near it, so they move few numbers; nothing is allocated unless the side outgrows its array. Copies share the array
 * until one of the two changes.
 */
export class Levels {
  readonly #sign: 1 | -1;
  #data: Float64Array = NO_DATA;
  #count = 0;
  /** Another side reads the same array: it must be left as it is. */
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
    return this.#count === 0 ? undefined : this.#sign * (this.#data[this.#count * 2 - 2] as number);
  }

  /** Price of the level at `index` (0 is the worst), in units. */
  priceAt(index: number): number {
    return this.#sign * (this.#data[index * 2] as number);
  }

  /** Size of the level at `index` (0 is the worst), in units. */
  sizeAt(index: number): number {
    return this.#data[index * 2 + 1] as number;
  }

  /** Size at `price` in units; 0 when there is no such level. */
  sizeOf(price: number): number {
    const key = this.#sign * price;
    const at = this.#find(key);
    return at < this.#count && this.#data[at * 2] === key ? (this.#data[at * 2 + 1] as number) : 0;
  }

  /** Sets the whole size at `price`; zero removes the level. */
  set(price: number, size: number): void {
    const key = this.#sign * price;
    const at = this.#find(key);
    const exists = at < this.#count && this.#data[at * 2] === key;
    if (!exists && size === 0) return;
    if (this.#isShared) this.#reserve(this.#count + SPARE);
    if (!exists) this.#insert(at, key, size);
    else if (size === 0) this.#remove(at);
    else this.#data[at * 2 + 1] = size;
  }

  /** Drops every level better than `price` and tells how many there were. */
  dropBetterThan(price: number): number {
    const key = this.#sign * price;
    const before = this.#count;
    let count = before;
    while (count > 0 && (this.#data[count * 2 - 2] as number) > key) count--;
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
    const old = this.#data;
    let n = 0;
    if (count === this.#count) {
      while (
        n < count &&
        old[n * 2] === sign * (prices[from + n] as number) &&
        old[n * 2 + 1] === sizes[from + n]
      )
        n++;
      if (n === count) return true;
    }
    if (this.#isShared || count * 2 > old.length) this.#reserve(count);
    const data = this.#data;
    for (; n < count; n++) {
      data[n * 2] = sign * (prices[from + n] as number);
      data[n * 2 + 1] = sizes[from + n] as number;
    }
    this.#count = count;
    return false;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Becomes a copy of `other`, which must be the same side. Costs nothing until one of them changes. */
  copyFrom(other: Levels): void {
    this.#data = other.#data;
    this.#count = other.#count;
    this.#isShared = true;
    other.#isShared = true;
  }

  equals(other: Levels): boolean {
    if (this.#count !== other.#count) return false;
    if (this.#data === other.#data) return true;
    for (let at = 0; at < this.#count * 2; at++) {
      if (this.#data[at] !== other.#data[at]) return false;
    }
    return true;
  }

  /** Index of `key`, or where it belongs. Changes near the best level are found first. */
  #find(key: number): number {
    const data = this.#data;
    let high = this.#count;
    let low = 0;
    const near = high - 4;
    if (near > 0) {
      if ((data[near * 2] as number) < key) low = near + 1;
      else high = near;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((data[middle * 2] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(at: number, key: number, size: number): void {
    if (this.#count * 2 === this.#data.length) this.#reserve(Math.max(INITIAL_LEVELS, this.#count * 2));
    const data = this.#data;
    const end = this.#count * 2;
    const start = at * 2;
    if (end - start > LONG_MOVE) data.copyWithin(start + 2, start, end);
    else for (let n = end - 1; n >= start; n--) data[n + 2] = data[n] as number;
    data[start] = key;
    data[start + 1] = size;
    this.#count++;
  }

  #remove(at: number): void {
    const data = this.#data;
    const end = this.#count * 2;
    const start = at * 2;
    if (end - start > LONG_MOVE) data.copyWithin(start, start + 2, end);
    else for (let n = start + 2; n < end; n++) data[n - 2] = data[n] as number;
    this.#count--;
  }

  /** An array of its own with room for `levels`. */
  #reserve(levels: number): void {
    const data = new Float64Array(levels * 2);
    data.set(
      this.#count < levels ? this.#data.subarray(0, this.#count * 2) : this.#data.subarray(0, levels * 2),
    );
    this.#data = data;
    this.#isShared = false;
  }
}
