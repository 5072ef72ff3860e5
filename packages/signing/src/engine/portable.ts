import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { SigningEngine } from "./engine.ts";

// Wider windows than noble's default: a quarter fewer point additions per signature for a table of 2 MB, built
// at the first signature in some 25 ms.
const WINDOW = 8;
let prepared = false;

function prepare(): void {
  if (prepared) return;
  prepared = true;
  secp256k1.Point.BASE.precompute(WINDOW);
}

/** Pure JavaScript, for every platform: @noble/curves. */
export const portableEngine: SigningEngine = {
  name: "portable",
  implementation: "@noble/curves",
  sign: (digest, key, out) => {
    prepare();
    const signature = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
    out.set(signature.subarray(1));
    return signature[0]!;
  },
  publicKey: (key) => {
    prepare();
    return secp256k1.getPublicKey(key, false);
  },
  recover: (digest, signature, recovery) => {
    try {
      return secp256k1.Signature.fromBytes(signature, "compact")
        .addRecoveryBit(recovery)
        .recoverPublicKey(digest)
        .toBytes(false);
    } catch {
      // Not a point of the curve, or r or s out of range: nobody signed this.
      return undefined;
    }
  },
};
