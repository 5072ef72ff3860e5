import { type ECDSA, ecdsa, weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Random, systemRandom } from "@pm/core-types";
import { CURVE_ORDER } from "./curve-order.ts";
import type { SigningEngine } from "./engine.ts";
import { curveField, curveScalars, FIELD_PRIME } from "./field.ts";

// secp256k1 by its parameters (SEC 2, section 2.4.1): @noble/curves' own module of that name brings hashing to
// curves and Schnorr signatures along, which would double the time to import this package.
const CURVE = {
  p: FIELD_PRIME,
  n: CURVE_ORDER,
  h: 1n,
  a: 0n,
  b: 7n,
  Gx: 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  Gy: 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
};

// Multiplication by this cube root of one modulo p maps points onto multiples of themselves (GLV), which halves the
// work of recovering a public key. Secret scalars are never split.
const ENDOMORPHISM = {
  beta: 0x7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501een,
  basises: [
    [0x3086d221a7d46bcde86c90e49284eb15n, -0xe4437ed6010e88286f547fa90abfe4c3n],
    [0x114ca50f7a8e2f3f657c1108d9d44cfd8n, 0x3086d221a7d46bcde86c90e49284eb15n],
  ] as [[bigint, bigint], [bigint, bigint]],
};

// Wider windows than noble's default: a quarter fewer point additions per signature for a table of 2 MB, built
// at the first signature in some 25 ms.
const WINDOW = 8;

let curve: ECDSA | undefined;

function secp256k1(): ECDSA {
  if (curve === undefined) {
    const randomBytes = pooledBytes(systemRandom);
    const Point = weierstrass(CURVE, {
      Fp: curveField(),
      Fn: curveScalars(),
      endo: ENDOMORPHISM,
      randomBytes,
    });
    curve = ecdsa(Point, sha256, { randomBytes });
    curve.Point.BASE.precompute(WINDOW);
  }
  return curve;
}

const POOL = 4_096;

/** Random bytes for blinding, drawn from the CSPRNG by the page; each is handed out once and wiped from the pool. */
function pooledBytes({ bytes }: Random): (length?: number) => Uint8Array<ArrayBuffer> {
  let pool = new Uint8Array(0);
  return (length = 32) => {
    if (length > POOL) return Uint8Array.from(bytes(length));
    if (pool.length < length) pool = Uint8Array.from(bytes(POOL));
    const drawn = pool.slice(0, length);
    pool.fill(0, 0, length);
    pool = pool.subarray(length);
    return drawn;
  };
}

/** Pure JavaScript, for every platform: @noble/curves. */
export const portableEngine: SigningEngine = {
  name: "portable",
  implementation: "@noble/curves",
  sign: (digest, key, out) => {
    const signature = secp256k1().sign(digest, key, { prehash: false, format: "recovered" });
    out.set(signature.subarray(1));
    return signature[0]!;
  },
  publicKey: (key) => secp256k1().getPublicKey(key, false),
  recover: (digest, signature, recovery) => {
    try {
      return secp256k1()
        .Signature.fromBytes(signature, "compact")
        .addRecoveryBit(recovery)
        .recoverPublicKey(digest)
        .toBytes(false);
    } catch {
      // Not a point of the curve, or r or s out of range: nobody signed this.
      return undefined;
    }
  },
};
