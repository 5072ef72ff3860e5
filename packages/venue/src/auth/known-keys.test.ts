import { describe, expect, it } from "@jest/globals";
import { createSeededRandom } from "@pm/core-types/virtual";
import { privateKey, recoverAddress } from "@pm/signing";
import { createKnownKeys } from "./known-keys.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe("known keys", () => {
  it("decide exactly as recovering does, for good and for bent signatures, first and later", async () => {
    const random = createSeededRandom(5);
    const keys = await createKnownKeys();
    const signers = [1, 2, 3].map((id) => privateKey(`0x${String(id).repeat(64)}`));
    let agreed = 0;
    for (let round = 0; round < 12; round++) {
      const signer = signers[round % 3]!;
      const digest = random.bytes(32);
      const good = signer.signDigest(digest);
      const s = BigInt(`0x${good.slice(66, 130)}`);
      const candidates = [
        good,
        good.slice(0, 130) + (good.endsWith("1b") ? "1c" : "1b"),
        `${good.slice(0, 130)}1d`,
        good.slice(0, 66) + (ORDER - s).toString(16).padStart(64, "0") + good.slice(130),
        `0x${"00".repeat(32)}${good.slice(66)}`,
        good.slice(0, 66) + "00".repeat(32) + good.slice(130),
        `0x${"ff".repeat(32)}${good.slice(66)}`,
        good.replace(/^0x../, "0x01"),
        `${good}00`,
        "0x",
      ];
      for (const signature of candidates) {
        for (const other of signers) {
          const expected = /^0x[0-9a-f]{130}$/.test(signature)
            ? recoverAddress(digest, signature) === other.address
            : false;
          expect(keys.signed(digest, signature, other.address)).toBe(expected);
          agreed += 1;
        }
      }
      const tampered = Uint8Array.from(digest, (byte, index) => (index === 31 ? byte ^ 1 : byte));
      expect(keys.signed(tampered, good, signer.address)).toBe(false);
    }
    expect(agreed).toBe(360);
  });
});
