import { describe, expect, it } from "@jest/globals";
import { secp256k1 as nobleCurve } from "@noble/curves/secp256k1.js";
import { createSeededRandom } from "@pm/core-types/virtual";
import { fromHex, toHex } from "../bytes/hex.ts";
import { toBigInt } from "../bytes/words.ts";
import { keccak256 } from "../keccak/keccak.ts";
import { privateKey } from "../signer/private-key.ts";
import { isLowS, publicKeyAddress } from "../signer/recover.ts";
import { EOA, KEY } from "../testing/accounts.ts";
import { CURVE_ORDER } from "./curve-order.ts";
import type { SigningEngine } from "./engine.ts";
import { loadNativeEngine } from "./native.ts";
import { portableEngine } from "./portable.ts";
import { engineByName, selectSigningEngine, signingEngine } from "./select.ts";
import { wasmEngine } from "./wasm.ts";

const native = loadNativeEngine();
const engines = async (): Promise<SigningEngine[]> => [
  portableEngine,
  await wasmEngine(),
  ...(native === undefined ? [] : [native]),
];

const MESSAGES = 10_000;

describe("signing engines", () => {
  it(`give the same bytes for ${MESSAGES} random messages, low s and recoverable`, async () => {
    const all = await engines();
    const random = createSeededRandom(7);
    const out = all.map(() => new Uint8Array(64));
    const differing: string[] = [];
    let key = random.bytes(32);
    for (let count = 0; count < MESSAGES; count++) {
      const digest = random.bytes(32);
      if (count % 100 === 0) key = random.bytes(32);
      const recovery = all.map((engine, index) => engine.sign(digest, key, out[index]!));
      const results = out.map((bytes, index) => `${toHex(bytes)} ${recovery[index]}`);
      // One expectation a message would cost more than the signatures do.
      if (new Set(results).size !== 1 || !isLowS(out[0]!)) differing.push(results.join(" / "));
      if (count % 50 === 0) {
        const publicKey = toHex(portableEngine.publicKey(key));
        for (const engine of all) {
          expect(toHex(engine.publicKey(key))).toBe(publicKey);
          expect(toHex(engine.recover(digest, out[0]!, recovery[0]!)!)).toBe(publicKey);
        }
      }
    }
    expect(differing).toEqual([]);
  }, 60_000);

  it("follow RFC 6979: the published signature of key 1", async () => {
    // "Satoshi Nakamoto" with key 1, from the deterministic test vectors that Bitcoin's libraries share. There the
    // digest is SHA-256, here it is given as it is.
    const digest = Uint8Array.from(
      Buffer.from("a0dc65ffca799873cbea0ac274015b9526505daaaed385155425f7337704883e", "hex"),
    );
    const key = new Uint8Array(32);
    key[31] = 1;
    for (const engine of await engines()) {
      const out = new Uint8Array(64);
      engine.sign(digest, key, out);
      expect(toHex(out)).toBe(
        "0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8" +
          "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
      );
    }
  });

  it("sign with the extreme keys 1 and n − 1", async () => {
    for (const scalar of [1n, CURVE_ORDER - 1n]) {
      const key = Uint8Array.from(Buffer.from(scalar.toString(16).padStart(64, "0"), "hex"));
      expect(toBigInt(key)).toBe(scalar);
      const addresses = (await engines()).map((engine) => publicKeyAddress(engine.publicKey(key)));
      expect(new Set(addresses).size).toBe(1);
    }
  });

  it("equal noble's own secp256k1 at the edges of keys and digests", async () => {
    const bytesOf = (value: bigint): Uint8Array => fromHex(`0x${value.toString(16).padStart(64, "0")}`);
    const n = CURVE_ORDER;
    const keys = [1n, 2n, 3n, n / 2n, n / 2n + 1n, n - 2n, n - 1n].map(bytesOf);
    // Digests are any 256 bits: zero, and numbers around and beyond the order.
    const digests = [0n, 1n, n - 1n, n, n + 1n, 2n ** 255n, 2n ** 256n - 1n].map(bytesOf);
    for (const engine of await engines()) {
      for (const key of keys) {
        const publicKey = toHex(engine.publicKey(key));
        expect(publicKey).toBe(toHex(nobleCurve.getPublicKey(key, false)));
        for (const digest of digests) {
          const out = new Uint8Array(64);
          const recovery = engine.sign(digest, key, out);
          const theirs = nobleCurve.sign(digest, key, { prehash: false, format: "recovered" });
          expect([recovery, ...out]).toEqual([...theirs]);
          expect(toHex(engine.recover(digest, out, recovery)!)).toBe(publicKey);
        }
      }
    }
  });

  it("recover nothing from r or s that no signature has", async () => {
    const digest = keccak256(new Uint8Array(1));
    const order = Uint8Array.from(Buffer.from(CURVE_ORDER.toString(16), "hex"));
    const zero = new Uint8Array(32);
    const one = Uint8Array.from({ length: 32 }, (_, index) => (index === 31 ? 1 : 0));
    for (const engine of await engines()) {
      for (const [r, s] of [
        [zero, one],
        [one, zero],
        [order, one],
        [one, order],
      ] as const) {
        expect(engine.recover(digest, Uint8Array.of(...r, ...s), 0)).toBeUndefined();
      }
    }
  });
});

describe("engine selection", () => {
  it("takes the native engine by itself where its binding is installed", () => {
    expect(signingEngine()).toBe(native === undefined ? "portable" : "native");
  });

  it("takes the engine that is named, and signers keep the one they were made with", async () => {
    const digest = keccak256(new Uint8Array(3));
    const before = privateKey(KEY);
    const signatures = [before.signDigest(digest)];
    for (const name of ["portable", "wasm"] as const) {
      expect(await selectSigningEngine(name)).toBe(name);
      expect(signingEngine()).toBe(name);
      const signer = privateKey(KEY);
      expect(signer.address).toBe(EOA);
      signatures.push(signer.signDigest(digest), before.signDigest(digest));
    }
    expect(new Set(signatures).size).toBe(1);
    expect(await selectSigningEngine("auto")).toBe(native === undefined ? "wasm" : "native");
  });

  it("takes an engine object as it is", async () => {
    const own: SigningEngine = { ...portableEngine, implementation: "my HSM" };
    expect(await selectSigningEngine(own)).toBe("portable");
    expect(await selectSigningEngine()).toBe(native === undefined ? "wasm" : "native");
  });

  it("names what is missing when a named engine cannot be had", async () => {
    const missing = (await engineByName("native").catch((error) => error)) as Error;
    if (native === undefined) expect(missing.message).toContain("secp256k1");
    else expect(await engineByName("native")).toMatchObject({ name: "native" });
  });
});
