import { systemRandom } from "@pm/core-types";
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
    sign: (digest, key, out) => ecdsaSign(digest, key, options, out).recid,
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
