import { systemRandom } from "@pm/core-types";
import { toBigInt, word } from "../bytes/words.ts";
import { CURVE_ORDER } from "./curve-order.ts";
import type { SigningEngine } from "./engine.ts";
import { nodeBuiltin } from "./platform.ts";

type Bindings = {
  readonly ecdsaSign: (
    digest: Uint8Array,
    key: Uint8Array,
    options: object,
    out: Uint8Array,
  ) => { readonly recid: number };
  readonly publicKeyCreate: (key: Uint8Array, compressed: boolean) => Uint8Array;
  readonly ecdsaRecover: (
    signature: Uint8Array,
    recovery: number,
    digest: Uint8Array,
    compressed: boolean,
  ) => Uint8Array;
  readonly contextRandomize: (seed: Uint8Array) => void;
};

type NodeModule = { readonly createRequire: (from: string) => (id: string) => unknown };

/**
 * libsecp256k1 through the prebuilt N-API binding of the optional package `secp256k1`; undefined where the
 * package or a build for this platform is missing. Its `bindings` entry is loaded directly, because the main
 * entry falls back to `elliptic` in silence.
 */
export function loadNativeEngine(): SigningEngine | undefined {
  const node = nodeBuiltin<NodeModule>("node:module");
  if (node === undefined) return undefined;
  let bindings: Bindings;
  try {
    bindings = node.createRequire(import.meta.url)("secp256k1/bindings") as Bindings;
    // Blinds the context against side channels, as libsecp256k1 asks.
    bindings.contextRandomize(systemRandom.bytes(32));
  } catch {
    return undefined;
  }
  const { ecdsaSign, ecdsaRecover, publicKeyCreate } = bindings;
  const options = {};
  return {
    name: "native",
    implementation: "secp256k1 (libsecp256k1, N-API)",
    sign: (digest, key, out) => ecdsaSign(belowOrder(digest), key, options, out).recid,
    publicKey: (key) => publicKeyCreate(key, false),
    recover: (digest, signature, recovery) => {
      try {
        return ecdsaRecover(signature, recovery, digest, false);
      } catch {
        return undefined;
      }
    },
  };
}

/**
 * The digest modulo the curve's order: RFC 6979 derives the nonce from that (bits2octets), libsecp256k1 from the bytes
 * as they are. The two differ for one digest in 2¹²⁸; with this, for none.
 */
function belowOrder(digest: Uint8Array): Uint8Array {
  // All but one digest in 256 are told apart by their first byte.
  if (digest[0] !== 0xff) return digest;
  const value = toBigInt(digest);
  return value < CURVE_ORDER ? digest : word(value - CURVE_ORDER);
}
