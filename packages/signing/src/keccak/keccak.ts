import { keccak_256 } from "@noble/hashes/sha3.js";
import { CAPACITY, INPUT, keccakModule, RATE } from "./wasm-code.ts";

type Keccak = (bytes: Uint8Array) => Uint8Array;
type KeccakExports = {
  readonly m: { readonly buffer: ArrayBuffer };
  readonly k: (blocks: number) => void;
};
/** The part of the platform's WebAssembly that is used; TypeScript has it only beside the DOM. */
type WasmApi = {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** Keccak-256 as Ethereum uses it: 32 fresh bytes. @throws {TypeError} for anything but bytes, such as hex text. */
export const keccak256: Keccak = createWasmKeccak() ?? keccak_256;

/** Which implementation `keccak256` is: WebAssembly, or JavaScript where a page's policy forbids WebAssembly. */
export const keccakImplementation: "wasm" | "javascript" = keccak256 === keccak_256 ? "javascript" : "wasm";

function createWasmKeccak(): Keccak | undefined {
  const { WebAssembly } = globalThis as { readonly WebAssembly?: WasmApi };
  if (WebAssembly === undefined) return undefined;
  let exports: KeccakExports;
  try {
    exports = new WebAssembly.Instance(new WebAssembly.Module(keccakModule())).exports as KeccakExports;
  } catch {
    return undefined;
  }
  const memory = new Uint8Array(exports.m.buffer);
  const absorb = exports.k;
  return (bytes) => {
    const blocks = Math.floor(bytes.length / RATE) + 1;
    const end = INPUT + blocks * RATE;
    // What is too long for one page, and what is no bytes at all, which it refuses.
    if (!(blocks * RATE <= CAPACITY) || bytes.BYTES_PER_ELEMENT !== 1) return keccak_256(bytes);
    memory.set(bytes, INPUT);
    memory.fill(0, INPUT + bytes.length, end);
    // Keccak's padding: a one bit, zeros, a one bit; both fall into one byte when it is the last.
    memory[INPUT + bytes.length] = 0x01;
    memory[end - 1] = memory[end - 1]! | 0x80;
    absorb(blocks);
    return memory.slice(0, 32);
  };
}
