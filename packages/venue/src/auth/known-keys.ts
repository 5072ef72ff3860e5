import { type Address, address } from "@pm/core-types";
import { keccak256 } from "@pm/signing";

/**
 * Signature checks against keys that were seen before. Recovering a key from every order is the slowest step of a
 * venue without a native engine; checking against a known key, with a table of its multiples, takes half as long and
 * decides the same.
 */
export type KnownKeys = {
  /** True when the 65-byte signature of `digest` is one of `account`'s key. */
  readonly signed: (digest: Uint8Array, signature: string, account: Address) => boolean;
};

const SIGNATURE = /^0x[0-9a-fA-F]{130}$/;
/** Wider windows are faster and larger: this one takes some 200 kB a key. */
const WINDOW = 5;
const MAX_KEYS = 64;

/** Loads the curve, which venues with a native engine never need, and starts with no keys. */
export async function createKnownKeys(): Promise<KnownKeys> {
  const { secp256k1 } = await import("@noble/curves/secp256k1.js");
  const { Point } = secp256k1;
  type Key = InstanceType<typeof Point>;
  const { Fn } = Point;
  const order = Fn.ORDER;
  const keys = new Map<Address, Key>();

  const learn = (account: Address, key: Key): void => {
    if (keys.size >= MAX_KEYS) keys.delete(keys.keys().next().value as Address);
    keys.set(account, key.precompute(WINDOW, false));
  };

  const recover = (digest: Uint8Array, compact: Uint8Array, recovery: number): Key | undefined => {
    try {
      return secp256k1.Signature.fromBytes(compact, "compact")
        .addRecoveryBit(recovery)
        .recoverPublicKey(digest);
    } catch {
      return undefined;
    }
  };

  return {
    signed: (digest, signature, account) => {
      if (!SIGNATURE.test(signature)) return false;
      const bytes = Buffer.from(signature.slice(2), "hex");
      const recovery = (bytes[64] as number) - 27;
      const r = number(bytes.subarray(0, 32));
      const s = number(bytes.subarray(32, 64));
      // Malleable signatures and other recovery ids are refused by the exchange, too.
      if ((recovery !== 0 && recovery !== 1) || r === 0n || r >= order || s === 0n || s > order / 2n)
        return false;
      const key = keys.get(account);
      if (key === undefined) {
        const found = recover(digest, bytes.subarray(0, 64), recovery);
        if (found === undefined || addressOf(found.toBytes(false)) !== account) return false;
        learn(account, found);
        return true;
      }
      const inverse = Fn.inv(s);
      const u1 = Fn.mul(Fn.create(number(digest)), inverse);
      const u2 = Fn.mul(r, inverse);
      const point = Point.BASE.multiplyUnsafe(u1).add(key.multiplyUnsafe(u2));
      if (point.is0()) return false;
      const { x, y } = point.toAffine();
      // The recovery id is the parity of y: with another one the signature would be another key's.
      return x === r && Number(y & 1n) === recovery;
    },
  };
}

function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

function addressOf(publicKey: Uint8Array): Address {
  const hash = keccak256(publicKey.subarray(1));
  return address(`0x${Buffer.from(hash.subarray(12)).toString("hex")}`);
}
