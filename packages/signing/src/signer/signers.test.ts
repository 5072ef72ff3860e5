import { describe, expect, it } from "@jest/globals";
import { isPolymarketError, limitAmounts, SigningError, secret } from "@pm/core-types";
import { SigningKey, Wallet } from "ethers";
import { privateKeyToAccount, toAccount } from "viem/accounts";
import { createL1Headers } from "../auth/l1.ts";
import { fromHex, toHex } from "../bytes/hex.ts";
import { toBigInt, word } from "../bytes/words.ts";
import { CURVE_ORDER } from "../engine/curve-order.ts";
import { keccak256 } from "../keccak/keccak.ts";
import { decryptKeystore, encryptKeystore } from "../keystore/index.ts";
import { buildOrder } from "../order/build.ts";
import { signOrder } from "../order/sign.ts";
import { safeRequest } from "../relayer/safe.ts";
import { walletBatchRequest } from "../relayer/wallet.ts";
import * as known from "../testing/accounts.ts";
import { privateKey } from "./private-key.ts";
import { remoteSigner } from "./remote.ts";
import type { Signer } from "./signer.ts";
import { fromEthers, fromViem } from "./wallets.ts";

const local = privateKey(known.KEY);
const ethersWallet = new Wallet(known.KEY);
const viemAccount = privateKeyToAccount(known.KEY);
const flipS = (signature: Uint8Array): Uint8Array => {
  const flipped = Uint8Array.from(signature);
  flipped.set(word(CURVE_ORDER - toBigInt(signature.subarray(32, 64))), 32);
  return flipped;
};
const signRaw = (digest: Uint8Array): Uint8Array => fromHex(local.signDigest(digest));

/** DER as a KMS answers: minimal integers, a leading zero where the top bit is set. */
function der(signature: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array): number[] => {
    const digits = [...bytes];
    while (digits.length > 1 && digits[0] === 0) digits.shift();
    if (digits[0]! >= 0x80) digits.unshift(0);
    return [0x02, digits.length, ...digits];
  };
  const body = [...integer(signature.subarray(0, 32)), ...integer(signature.subarray(32, 64))];
  return Uint8Array.of(0x30, body.length, ...body);
}

const kms = (answer: (signature: Uint8Array) => Uint8Array | `0x${string}`): Signer =>
  remoteSigner({ address: known.EOA, signDigest: async (digest) => answer(signRaw(digest)) });

const signers: readonly (readonly [string, () => Signer | Promise<Signer>])[] = [
  ["a raw key in bytes", () => privateKey(fromHex(known.KEY))],
  ["a raw key without 0x", () => privateKey(known.KEY.slice(2))],
  ["a raw key as a Secret", () => privateKey(secret(known.KEY))],
  ["a raw key as a Secret of bytes", () => privateKey(secret(fromHex(known.KEY)))],
  [
    "an encrypted keystore",
    async () => decryptKeystore(await encryptKeystore(known.KEY, "pw", { scryptN: 2 }), "pw"),
  ],
  [
    "a keystore written by ethers",
    async () => {
      const json = ethersWallet.encryptSync("pw");
      return decryptKeystore(json, secret("pw"));
    },
  ],
  ["an ethers v6 wallet", () => fromEthers(ethersWallet)],
  ["a viem account", () => fromViem(viemAccount)],
  [
    "a custom viem account",
    () =>
      fromViem(
        toAccount({
          address: viemAccount.address,
          signMessage: viemAccount.signMessage,
          signTypedData: viemAccount.signTypedData,
          signTransaction: viemAccount.signTransaction,
        }),
      ),
  ],
  ["a remote signer of digests", () => kms(toHex)],
  ["a remote signer that leaves v out", () => kms((signature) => signature.subarray(0, 64))],
  [
    "a remote signer that counts v from 0",
    () =>
      kms((signature) => {
        signature[64] = signature[64]! - 27;
        return signature;
      }),
  ],
  ["a remote signer with high s", () => kms(flipS)],
  ["a KMS that answers DER", () => kms(der)],
  ["a KMS that answers DER with high s", () => kms((signature) => der(flipS(signature)))],
  [
    "a remote signer of typed data and messages",
    () =>
      remoteSigner({
        address: known.EOA.toLowerCase(),
        signTypedData: (typed) => viemAccount.signTypedData(typed),
        signMessage: (raw) => viemAccount.signMessage({ message: { raw } }),
      }),
  ],
];

const amounts = limitAmounts({ side: "BUY", price: "0.52", size: "100", tickSize: "0.01" });
const order = (signatureType: 0 | 3) => {
  const maker = signatureType === 3 ? known.DEPOSIT_WALLET : known.EOA;
  return buildOrder({
    ...{ tokenId: known.TOKEN, side: "BUY", amounts, maker, signer: maker, signatureType },
    ...{ timestamp: 1_750_000_000_123, salt: 7n },
  });
};
const calls = [{ to: known.OTHER_EOA, data: "0x1234" as const, value: 5n }];

/** One of each thing a signer signs. */
async function everything(signer: Signer): Promise<unknown> {
  const batch = { wallet: known.DEPOSIT_WALLET, chainId: 137, nonce: 7n, deadline: 1_900_000_000n, calls };
  return {
    address: signer.address,
    account: await signOrder(order(0), known.STANDARD, signer),
    wallet: await signOrder(order(3), known.NEG_RISK, signer),
    session: await signOrder(order(3), known.V3, signer, { sessionKey: true }),
    l1: await createL1Headers(signer, { chainId: 137, timestamp: 1_750_000_000, nonce: 1 }),
    batch: await walletBatchRequest(signer, batch, known.CONTRACTS),
    safe: await safeRequest(signer, { chainId: 137, nonce: 1n, calls }, known.CONTRACTS),
  };
}

describe("every kind of signer gives the same bytes", () => {
  it.each(signers)(
    "%s",
    async (_, create) => {
      expect(await everything(await create())).toEqual(await everything(local));
    },
    30_000,
  );

  it("which are those ethers gives by itself", async () => {
    const digest = keccak256(new Uint8Array(5));
    expect(local.signDigest(digest)).toBe(new SigningKey(known.KEY).sign(digest).serialized);
  });
});

describe("signers that fail", () => {
  const fail = async (signer: Signer): Promise<SigningError> => {
    const error = await signOrder(order(0), known.STANDARD, signer).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SigningError);
    return error as SigningError;
  };

  it("say so, with the service's own error as the cause", async () => {
    const cause = new Error("HSM offline");
    const error = await fail(remoteSigner({ address: known.EOA, signDigest: () => Promise.reject(cause) }));
    expect(error).toMatchObject({
      cause,
      retry: "safe",
      outcome: "not-sent",
      context: { address: known.EOA },
    });
  });

  it.each<readonly [string, (digest: Uint8Array) => Uint8Array]>([
    ["a signature of another key", (digest) => fromHex(privateKey(known.OTHER_KEY).signDigest(digest))],
    ["a signature of other data", () => signRaw(keccak256(new Uint8Array(9)))],
    ["nothing", () => new Uint8Array()],
    ["noise", () => new Uint8Array(65).fill(0xff)],
    ["too much", () => new Uint8Array(90).fill(1)],
    ["broken DER", (digest) => der(signRaw(digest)).fill(7, 2, 4)],
    ["DER cut short", (digest) => der(signRaw(digest)).subarray(0, 68)],
    ["DER with a foreign tail", (digest) => Uint8Array.of(...der(signRaw(digest)), 1)],
  ])("are caught when they answer %s", async (_, answer) => {
    const error = await fail(
      remoteSigner({ address: known.EOA, signDigest: async (digest) => answer(digest) }),
    );
    expect(error).toMatchObject({ retry: "never", outcome: "not-sent" });
  });

  it("cannot be asked for digests when they sign typed data only", async () => {
    const typedOnly = remoteSigner({
      address: known.EOA,
      signTypedData: (typed) => viemAccount.signTypedData(typed),
    });
    expect((await signOrder(order(0), known.STANDARD, typedOnly)).signature).toHaveLength(132);
    const safe = safeRequest(typedOnly, { chainId: 137, nonce: 1n, calls }, known.CONTRACTS);
    await expect(safe).rejects.toMatchObject({ code: "signing-failed", retry: "never" });
  });

  it("are refused when they can sign nothing at all", () => {
    expect(() => remoteSigner({ address: known.EOA })).toThrow(/signDigest or signTypedData/);
  });
});

describe("privateKey", () => {
  it("forgets its key when destroyed", async () => {
    const bytes = fromHex(known.KEY);
    const signer = privateKey(bytes);
    signer.destroy();
    expect(() => signer.signDigest(new Uint8Array(32))).toThrow(SigningError);
    await expect(signOrder(order(0), known.STANDARD, signer)).rejects.toThrow(/destroyed/);
    // The caller's bytes are the caller's to zero.
    expect(toHex(bytes)).toBe(known.KEY);
  });

  it("signs 32-byte digests only", () => {
    for (const length of [0, 31, 33]) {
      expect(() => local.signDigest(new Uint8Array(length))).toThrow(
        expect.objectContaining({ code: "signing-failed" }),
      );
    }
  });
});

describe("keystores", () => {
  const refused = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.catch((thrown: unknown) => thrown);
    expect(isPolymarketError(error) && error.code).toBe("invalid-key");
    return JSON.stringify(error) + String((error as Error).stack);
  };

  it("keep their key from a wrong password, and say nothing of either", async () => {
    const json = await encryptKeystore(secret(known.KEY), "correct horse", { scryptN: 2 });
    expect(await refused(decryptKeystore(json, "wrong battery"))).not.toMatch(/correct horse|wrong battery/);
    expect(await refused(decryptKeystore("{}", "correct horse"))).not.toContain("correct horse");
    expect(await refused(encryptKeystore(`${known.KEY}0`, "pw"))).not.toContain(known.KEY.slice(2));
  });

  it("tell how far they are", async () => {
    const parts: number[] = [];
    const onProgress = (part: number): void => void parts.push(part);
    const json = await encryptKeystore(fromHex(known.KEY), "pw", { scryptN: 2, onProgress });
    await decryptKeystore(json, "pw", { onProgress });
    expect(parts.at(-1)).toBe(1);
    expect(json).not.toContain(known.KEY.slice(2));
  });
});
