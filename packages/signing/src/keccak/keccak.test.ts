import { afterEach, describe, expect, it } from "@jest/globals";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { keccak256 as ethersKeccak } from "ethers";
import fc from "fast-check";
import { toHex } from "../bytes/hex.ts";
import { utf8 } from "../bytes/words.ts";
import { keccak256, keccakImplementation } from "./keccak.ts";
import { CAPACITY } from "./wasm-code.ts";

describe("without WebAssembly, as under a strict content policy", () => {
  const platform = globalThis as { WebAssembly?: unknown };
  const { WebAssembly } = platform;
  afterEach(() => {
    platform.WebAssembly = WebAssembly;
  });

  it.each([
    ["none at all", undefined],
    [
      "one that may not compile",
      {
        Module: class {
          constructor() {
            throw new Error("CSP");
          }
        },
      },
    ],
  ])("falls back to JavaScript: %s", async (name, replacement) => {
    platform.WebAssembly = replacement;
    const module = (await import(`./keccak.ts?${encodeURIComponent(name)}`)) as typeof import("./keccak.ts");
    expect(module.keccakImplementation).toBe("javascript");
    expect(toHex(module.keccak256(utf8("abc")))).toBe(toHex(keccak256(utf8("abc"))));
  });
});

describe("keccak256", () => {
  it("is the WebAssembly one where WebAssembly may run", () => {
    expect(keccakImplementation).toBe("wasm");
  });

  it.each([
    ["", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"],
    ["abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"],
    ["hello", "0x1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8"],
  ])("gives the published digest of %j", (text, digest) => {
    expect(toHex(keccak256(utf8(text)))).toBe(digest);
  });

  it("equals @noble/hashes and ethers at every length over seven blocks, whatever was hashed before", () => {
    for (let length = 0; length <= 7 * 136 + 1; length++) {
      for (const bytes of [
        Uint8Array.from({ length }, (_, index) => (index * 31 + length) & 0xff),
        new Uint8Array(length).fill(0xff),
        new Uint8Array(length),
      ]) {
        const digest = toHex(keccak256(bytes));
        expect(digest).toBe(toHex(keccak_256(bytes)));
        expect(digest).toBe(ethersKeccak(bytes));
      }
    }
  });

  it("hashes a view of a longer buffer alone, and Node's buffers", () => {
    const long = Uint8Array.from({ length: 300 }, (_, index) => index & 0xff);
    for (const [from, to] of [
      [0, 0],
      [1, 136],
      [7, 143],
      [100, 299],
    ] as const) {
      const expected = toHex(keccak_256(long.slice(from, to)));
      expect(toHex(keccak256(long.subarray(from, to)))).toBe(expected);
      expect(toHex(keccak256(Buffer.from(long.buffer, from, to - from)))).toBe(expected);
    }
  });

  it.each([["0x1234"], [[1, 2, 3]], [new Uint16Array(2)], [12], [{}], [new ArrayBuffer(4)]])(
    "refuses what is no bytes: %p",
    (value) => {
      expect(() => keccak256(value as never)).toThrow(/Uint8Array/);
    },
  );

  it("equals @noble/hashes for random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        expect(toHex(keccak256(bytes))).toBe(toHex(keccak_256(bytes)));
      }),
    );
  });

  it.each([CAPACITY - 137, CAPACITY - 1, CAPACITY, CAPACITY + 1, 1_000_000])(
    "takes messages of %i bytes, around and beyond its memory",
    (length) => {
      const bytes = new Uint8Array(length).fill(0xa5);
      expect(toHex(keccak256(bytes))).toBe(toHex(keccak_256(bytes)));
    },
  );

  it("answers fresh bytes that later calls leave alone", () => {
    const first = keccak256(utf8("first"));
    const copy = toHex(first);
    keccak256(utf8("second"));
    expect(toHex(first)).toBe(copy);
  });
});
