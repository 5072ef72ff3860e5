/**
 * libsecp256k1 compiled to WebAssembly, through the optional peer dependency `ox`. An entry point of its own,
 * so that bundles without `ox` never see it.
 *
 * @packageDocumentation
 */
import { engine as createOxEngine } from "ox/wasm/Secp256k1";
import type { SigningEngine } from "./engine.ts";

let loading: Promise<SigningEngine> | undefined;

/** Compiles the WebAssembly engine, once. Works in Node and in browsers. */
export function wasmEngine(): Promise<SigningEngine> {
  loading ??= load();
  return loading;
}

async function load(): Promise<SigningEngine> {
  const ox = await createOxEngine();
  const options = { prehash: false, extraEntropy: false, lowS: true } as const;
  return {
    name: "wasm",
    implementation: "ox/wasm (libsecp256k1)",
    sign: (digest, key, out) => {
      // One byte of recovery id, then r ‖ s.
      const signature = ox.sign(digest, key, options);
      out.set(signature.subarray(1));
      return signature[0]!;
    },
    publicKey: (key) => ox.getPublicKey(key),
    recover: (digest, signature, recovery) => {
      const recovered = new Uint8Array(65);
      recovered[0] = recovery;
      recovered.set(signature, 1);
      try {
        return ox.recoverPublicKey(recovered, digest);
      } catch {
        return undefined;
      }
    },
  };
}
