import { type FrameBytes, type Template, template } from "../frames/frame-bytes.ts";

/** A token known to a feed; `value` is undefined for tokens that are only passed over. */
export type TokenEntry<Value> = {
  readonly id: string;
  /** The id and the quote behind it. */
  readonly text: Template;
  readonly value: Value | undefined;
};

const ZERO = 48;
/** Digits that make the number under which a token is found; the first ones of real ids are as good as random. */
const DIGITS = 6;
/** Tokens that are only passed over: the complements of what is subscribed, mostly. */
const MAX_FOREIGN = 20_000;

/** Finds tokens inside a frame, without cutting strings out of it. */
export class TokenIndex<Value> {
  readonly #byNumber = new Map<number, TokenEntry<Value>[]>();
  #foreign = 0;

  /** Adds or replaces a token. Ids too short to be real are left out: they are found the general way. */
  set(id: string, value: Value | undefined): void {
    if (id.length < DIGITS || (value === undefined && ++this.#foreign > MAX_FOREIGN)) return;
    this.delete(id);
    const entry = { id, text: template(`${id}"`), value };
    const bucket = this.#byNumber.get(numberOf(id));
    if (bucket === undefined) this.#byNumber.set(numberOf(id), [entry]);
    else bucket.push(entry);
  }

  delete(id: string): void {
    const number = numberOf(id);
    const bucket = this.#byNumber.get(number)?.filter((entry) => entry.id !== id) ?? [];
    if (bucket.length === 0) this.#byNumber.delete(number);
    else this.#byNumber.set(number, bucket);
  }

  /** The token whose id stands at `at`, with a quote behind it. */
  find(frame: FrameBytes, at: number): TokenEntry<Value> | undefined {
    const { bytes } = frame;
    let number = 0;
    for (let n = at; n < at + DIGITS; n++) number = number * 10 + (bytes[n] as number) - ZERO;
    const bucket = this.#byNumber.get(number);
    if (bucket === undefined) return undefined;
    for (let n = 0; n < bucket.length; n++) {
      const entry = bucket[n] as TokenEntry<Value>;
      if (frame.has(entry.text, at)) return entry;
    }
    return undefined;
  }
}

function numberOf(id: string): number {
  return Number(id.slice(0, DIGITS));
}
