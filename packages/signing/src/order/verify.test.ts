import { describe, expect, it } from "@jest/globals";
import type { Hex, SignatureType } from "@pm/core-types";
import { fromHex, toHex } from "../bytes/hex.ts";
import { concat, toBigInt, word } from "../bytes/words.ts";
import { CURVE_ORDER } from "../engine/curve-order.ts";
import { privateKey } from "../signer/private-key.ts";
import * as known from "../testing/accounts.ts";
import { buildOrder } from "./build.ts";
import type { UnsignedOrder } from "./order.ts";
import { unwrapSessionSignature, wrapSessionSignature } from "./session-key.ts";
import { signOrder } from "./sign.ts";
import { verifyOrder } from "./verify.ts";

const owner = privateKey(known.KEY);
const stranger = privateKey(known.OTHER_KEY);
const MAKERS = { 0: known.EOA, 1: known.PROXY, 2: known.SAFE, 3: known.DEPOSIT_WALLET };
const DOMAINS = [known.STANDARD, known.NEG_RISK, known.V3];

function orderOf(signatureType: SignatureType): UnsignedOrder {
  const maker = MAKERS[signatureType];
  return buildOrder({
    tokenId: known.TOKEN,
    side: "SELL",
    amounts: { makerAmount: 100_000_000n, takerAmount: 52_000_000n },
    maker,
    signer: signatureType === 3 ? maker : known.EOA,
    signatureType,
    timestamp: 1_750_000_000_123n,
  });
}

const other: Hex = `0x${"00".repeat(31)}01`;
const CHANGES: { readonly [Field in keyof UnsignedOrder]: (order: UnsignedOrder) => UnsignedOrder[Field] } = {
  salt: ({ salt }) => salt ^ 1n,
  maker: () => known.OTHER_EOA,
  signer: () => known.OTHER_EOA,
  tokenId: () => "1" as never,
  makerAmount: ({ makerAmount }) => makerAmount + 1n,
  takerAmount: ({ takerAmount }) => takerAmount - 1n,
  side: () => "BUY",
  signatureType: ({ signatureType }) => ((signatureType + 1) % 4) as SignatureType,
  timestamp: ({ timestamp }) => timestamp + 1n,
  metadata: () => other,
  builder: () => other,
};

describe.each([0, 1, 2, 3] as const)("a signature of type %i", (signatureType) => {
  const order = orderOf(signatureType);

  it.each(DOMAINS)("stands for its order on $verifyingContract, and on no other exchange", async (domain) => {
    const { signature, orderId } = await signOrder(order, domain, owner);
    expect(verifyOrder(order, domain, signature)).toEqual({ valid: true, recovered: known.EOA, orderId });
    expect(verifyOrder(order, domain, signature.toUpperCase().replace("0X", "0x") as Hex).valid).toBe(true);
    for (const foreign of [...DOMAINS.filter((one) => one !== domain), { ...domain, chainId: 80_002 }]) {
      const result = verifyOrder(order, foreign, signature);
      expect(result.valid).toBe(false);
      expect(result.orderId).not.toBe(orderId);
      expect(result.reason).toBeTruthy();
    }
  });

  it.each(Object.keys(CHANGES) as (keyof UnsignedOrder)[])("falls with a change of %s", async (field) => {
    const { signature } = await signOrder(order, known.STANDARD, owner);
    const changed = { ...order, [field]: CHANGES[field](order) };
    const result = verifyOrder(changed, known.STANDARD, signature);
    expect(result.valid).toBe(false);
    expect(result.reason).toBeTruthy();
  });

  it("falls with any broken byte", async () => {
    const { signature } = await signOrder(order, known.STANDARD, owner);
    const bytes = fromHex(signature);
    const contracts = known.CONTRACTS;
    // Another recovered owner is caught by deriving the wallet; every other byte by itself.
    for (let at = 0; at < bytes.length; at++) {
      const broken = Uint8Array.from(bytes);
      broken[at] = broken[at]! ^ 1;
      expect(verifyOrder(order, known.STANDARD, toHex(broken), { contracts }).valid).toBe(false);
    }
  });

  it("falls when it is cut, padded, or not hex", async () => {
    const { signature } = await signOrder(order, known.STANDARD, owner);
    for (const broken of [
      "0x",
      signature.slice(0, -2),
      `${signature}00`,
      signature.slice(2),
      `${signature.slice(0, -1)}g`,
    ]) {
      expect(verifyOrder(order, known.STANDARD, broken as Hex)).toMatchObject({ valid: false });
    }
  });

  it("falls in its malleable form, which the exchange refuses as well", async () => {
    const { signature } = await signOrder(order, known.STANDARD, owner);
    const bytes = fromHex(signature);
    bytes.set(word(CURVE_ORDER - toBigInt(bytes.subarray(32, 64))), 32);
    bytes[64] = 27 + 28 - bytes[64]!;
    expect(verifyOrder(order, known.STANDARD, toHex(bytes))).toMatchObject({ valid: false });
  });
});

describe("what else a verification says", () => {
  it("names the account that signed in place of order.signer", async () => {
    const own = { ...orderOf(0), maker: known.OTHER_EOA, signer: known.OTHER_EOA };
    const { signature } = await signOrder(own, known.STANDARD, stranger);
    // The same bytes over the same digest: only the claim differs.
    const { recovered, reason } = verifyOrder({ ...own, signer: known.EOA }, known.STANDARD, signature);
    expect(recovered).not.toBe(known.EOA);
    expect(reason).toContain("not by order.signer");
  });

  it("refuses type 0 for a maker that is not the signer", async () => {
    const asProxy = orderOf(1);
    const digestSigned = await signOrder(asProxy, known.STANDARD, owner);
    expect(verifyOrder(asProxy, known.STANDARD, digestSigned.signature).valid).toBe(true);
    const asAccount: UnsignedOrder = { ...asProxy, signatureType: 0 };
    await expect(signOrder(asAccount, known.STANDARD, owner)).rejects.toMatchObject({
      context: { field: "order.maker" },
    });
    const forged = owner.signDigest(fromHex(verifyOrder(asAccount, known.STANDARD, "0x").orderId));
    expect(verifyOrder(asAccount, known.STANDARD, forged)).toMatchObject({
      valid: false,
      recovered: known.EOA,
      reason: expect.stringContaining("signature type 0"),
    });
  });

  it("refuses type 3 with another signer than the wallet", async () => {
    const order = orderOf(3);
    const { signature } = await signOrder(order, known.STANDARD, owner);
    const result = verifyOrder({ ...order, signer: known.EOA }, known.STANDARD, signature);
    expect(result).toMatchObject({ valid: false, reason: expect.stringContaining("deposit wallet") });
  });

  it("compares a wallet with its owner only where the contracts are given", async () => {
    const order = orderOf(3);
    const { signature } = await signOrder(order, known.STANDARD, stranger);
    const recovered = known.OTHER_EOA;
    expect(verifyOrder(order, known.STANDARD, signature)).toMatchObject({ valid: true, recovered });
    const contracts = known.CONTRACTS;
    expect(verifyOrder(order, known.STANDARD, signature, { contracts })).toMatchObject({
      valid: false,
      recovered,
      reason: `maker ${known.DEPOSIT_WALLET} is no deposit wallet of ${known.OTHER_EOA}`,
    });
  });

  it("throws for an order that cannot be hashed, not for a signature", () => {
    const broken = { ...orderOf(0), tokenId: (2n ** 256n).toString() as never };
    expect(() => verifyOrder(broken, known.STANDARD, "0x")).toThrow(/tokenId/);
  });
});

describe("session keys", () => {
  const order = orderOf(3);
  const session = { sessionKey: true };

  it("sign for the wallet in the owner's place", async () => {
    const { signature, orderId } = await signOrder(order, known.V3, stranger, session);
    // Head of four words, 317 bytes padded to 320, the mark.
    expect(fromHex(signature)).toHaveLength(128 + 320 + 32);
    expect(signature.endsWith("6492".repeat(16))).toBe(true);
    const expected = { valid: true, recovered: known.OTHER_EOA, sessionKey: true, orderId };
    expect(verifyOrder(order, known.V3, signature, { contracts: known.CONTRACTS })).toEqual(expected);
  });

  it("cannot be claimed for another key", async () => {
    const { signature } = await signOrder(order, known.STANDARD, owner);
    const claimed = wrapSessionSignature(known.OTHER_EOA, signature);
    const { valid, recovered, reason } = verifyOrder(order, known.STANDARD, claimed);
    expect([valid, recovered]).toEqual([false, known.EOA]);
    expect(reason).toContain(known.OTHER_EOA);
  });

  it("exist for deposit wallets only", async () => {
    const asked = signOrder(orderOf(1), known.STANDARD, owner, session);
    await expect(asked).rejects.toMatchObject({
      code: "signer-mismatch",
      context: { field: "order.signatureType" },
    });
    const plain = orderOf(0);
    const { signature } = await signOrder(plain, known.STANDARD, owner);
    expect(verifyOrder(plain, known.STANDARD, wrapSessionSignature(known.EOA, signature)).valid).toBe(false);
  });

  it("are read back as they were wrapped, whatever they signed", () => {
    for (const length of [0, 1, 31, 32, 33, 65, 317]) {
      const signature = toHex(new Uint8Array(length).fill(7));
      const wrapped = wrapSessionSignature(known.EOA, signature);
      expect(unwrapSessionSignature(wrapped)).toEqual({ sessionKey: known.EOA, signature });
    }
  });

  it("are wrapped in one way only", async () => {
    const { signature } = await signOrder(order, known.STANDARD, stranger, session);
    const bytes = fromHex(signature);
    const changed = (at: number, value: number): Hex => {
      const copy = Uint8Array.from(bytes);
      copy[at] = value;
      return toHex(copy);
    };
    const malformed = {
      "bits above the address": changed(0, 1),
      "a second word": changed(63, 1),
      "another offset": changed(95, 0x80),
      "a longer length": changed(127, 0xff),
      "a huge length": changed(96, 0xff),
      "a shorter length": changed(127, 0x3c),
      "dirty padding": changed(bytes.length - 33, 1),
      "bytes too many": toHex(concat(bytes.subarray(0, -32), new Uint8Array(32), bytes.subarray(-32))),
      "a head cut short": toHex(concat(bytes.subarray(0, 100), bytes.subarray(-32))),
      "the mark alone": toHex(bytes.subarray(-32)),
    };
    for (const [name, broken] of Object.entries(malformed)) {
      const result = verifyOrder(order, known.STANDARD, broken);
      expect({ name, ...result }).toMatchObject({
        name,
        valid: false,
        reason: "session key wrapper is malformed",
      });
    }
  });
});
