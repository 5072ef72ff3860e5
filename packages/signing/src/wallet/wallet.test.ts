import { describe, expect, it } from "@jest/globals";
import { address, type SignatureType, SignerMismatchError } from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { deriveProxyWallet, deriveSafe } from "@polymarket/builder-relayer-client/dist/builder/derive.js";
import * as known from "../testing/accounts.ts";
import * as derive from "./derive.ts";
import { derivedMakers, requireDerivedMaker } from "./maker.ts";

describe("derived wallets", () => {
  it("are those of Anvil's account 0", () => {
    expect(derivedMakers(known.EOA, known.CONTRACTS)).toEqual([
      { maker: known.EOA, signatureType: 0 },
      { maker: known.PROXY, signatureType: 1 },
      { maker: known.SAFE, signatureType: 2 },
      { maker: known.DEPOSIT_WALLET, signatureType: 3 },
      { maker: "0xdf8b9E8f9AB23f261F6e1B171B7454ae6E46Ba76", signatureType: 3 },
    ]);
  });

  it("are those the official relayer client derives, for random owners", () => {
    const random = createSeededRandom(1);
    for (let run = 0; run < 100; run++) {
      const owner = address(`0x${Buffer.from(random.bytes(20)).toString("hex")}`);
      const { proxyFactory, safeFactory } = known.CONTRACTS;
      expect(derive.deriveProxyWallet(owner, known.CONTRACTS)).toBe(deriveProxyWallet(owner, proxyFactory));
      expect(derive.deriveSafe(owner, known.CONTRACTS)).toBe(deriveSafe(owner, safeFactory));
    }
  });

  it("take lower-case owners for the same account", () => {
    const lower = known.EOA.toLowerCase() as typeof known.EOA;
    expect(derivedMakers(lower, known.CONTRACTS).slice(1)).toEqual(
      derivedMakers(known.EOA, known.CONTRACTS).slice(1),
    );
  });
});

describe("requireDerivedMaker", () => {
  const check = (maker: typeof known.EOA, signatureType: SignatureType) => () =>
    requireDerivedMaker({ owner: known.EOA, maker, signatureType }, known.CONTRACTS);

  it("accepts every maker with its own signature type, and deposit wallets of both forms", () => {
    for (const { maker, signatureType } of derivedMakers(known.EOA, known.CONTRACTS)) {
      expect(check(maker, signatureType)).not.toThrow();
      expect(check(maker.toLowerCase() as never, signatureType)).not.toThrow();
    }
  });

  it("refuses every maker with another signature type, and says which type it takes", () => {
    for (const { maker, signatureType } of derivedMakers(known.EOA, known.CONTRACTS)) {
      const others = ([0, 1, 2, 3] as const).filter((type) => type !== signatureType);
      for (const type of others) {
        expect(check(maker, type)).toThrow(SignerMismatchError);
        expect(check(maker, type)).toThrow(
          expect.objectContaining({
            action: expect.stringContaining(`Use signature type ${signatureType} for this maker`),
            context: expect.objectContaining({
              field: "maker",
              maker,
              signer: known.EOA,
              signatureType: type,
            }),
          }),
        );
      }
    }
  });

  it("says which maker would have fitted when the given one belongs to somebody else", () => {
    expect(check(known.OTHER_EOA, 2)).toThrow(
      expect.objectContaining({
        message: `maker ${known.OTHER_EOA} does not derive from signer ${known.EOA} for signature type 2.`,
        action: expect.stringContaining(`Use maker ${known.SAFE}`),
        outcome: "not-sent",
      }),
    );
  });
});
