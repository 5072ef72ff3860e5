import { type Address, address, type Hex } from "@pm/core-types";
import { keccak256 } from "@pm/signing";

/** Hexadecimal digits of an ABI word. */
export const WORD = 64;

/** ABI words of a call's arguments. @throws {RangeError} for data that ends too early. */
export class Words {
  readonly #hex: string;

  constructor(hex: string) {
    this.#hex = hex;
  }

  uint(index: number): bigint {
    return BigInt(`0x${this.raw(index * WORD, WORD)}`);
  }

  address(index: number): Address {
    return address(`0x${this.raw(index * WORD + 24, 40)}`.toLowerCase());
  }

  hex32(index: number): Hex {
    return `0x${this.raw(index * WORD, WORD)}`.toLowerCase() as Hex;
  }

  /** A dynamic array of words, whose offset is argument `index`. */
  list(index: number): readonly bigint[] {
    const start = Number(this.uint(index)) * 2;
    const length = Number(this.uint(start / WORD));
    if (!Number.isSafeInteger(length) || length > 10_000) throw new RangeError("list is too long");
    return Array.from({ length }, (_, n) => BigInt(`0x${this.raw(start + (n + 1) * WORD, WORD)}`));
  }

  raw(start: number, length: number): string {
    const part = this.#hex.slice(start, start + length);
    if (part.length !== length) throw new RangeError("call data ends too early");
    return part;
  }
}

/** First four bytes of a function's hash, as hexadecimal digits. */
export function selector(signature: string): string {
  return Buffer.from(keccak256(new TextEncoder().encode(signature)))
    .toString("hex")
    .slice(0, 8);
}
