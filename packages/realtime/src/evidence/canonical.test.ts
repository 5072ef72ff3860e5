import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { type ConditionId, canonicalBook, type TokenId } from "@pm/core-types";
import fc from "fast-check";
import { OrderBook } from "../book/order-book.ts";
import { formatUnits } from "../book/units.ts";
import { CanonicalWriter, tradePriceText } from "./canonical.ts";
import { PrefixHash as BrowserPrefixHash } from "./prefix-hash.browser.ts";
import { PrefixHash } from "./prefix-hash.ts";
import { PrefixSha1, readHash } from "./sha1.ts";

const hex = (words: Int32Array) =>
  Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");

describe("PrefixSha1", () => {
  it("is SHA-1, for all prefixes and tails", () => {
    const sha = new PrefixSha1();
    const out = new Int32Array(5);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.string({ unit: "grapheme-ascii", maxLength: 40 }), { minLength: 1, maxLength: 4 }),
        (prefix, tails) => {
          sha.setPrefix(prefix, prefix.length);
          for (const tail of tails) {
            sha.finish(tail, out);
            expect(hex(out)).toBe(createHash("sha1").update(prefix).update(tail).digest("hex"));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("reads hashes, and tells what is none", () => {
    const out = new Int32Array(5);
    const hash = createHash("sha1").update("x").digest("hex");
    expect(readHash(hash, out)).toBe(true);
    expect(hex(out)).toBe(hash);
    expect(readHash(hash.toUpperCase(), out)).toBe(true);
    for (const none of [
      "",
      "0x",
      hash.slice(1),
      `${hash.slice(1)}g`,
      `${hash.slice(1)}:`,
      `${hash.slice(1)}/`,
    ]) {
      expect(readHash(none, out)).toBe(false);
    }
  });
});

describe.each([
  ["on Node", PrefixHash],
  ["in browsers", BrowserPrefixHash],
])("PrefixHash %s", (_, Hash) => {
  it("finds the one tail that has the hash", () => {
    const hash = new Hash();
    const prefix = new TextEncoder().encode("x".repeat(1_000));
    hash.setPrefix(prefix, 900);
    const wanted = createHash("sha1").update("x".repeat(900)).update('0.060"}').digest("hex");
    expect(['0.06"}', '0.060"}', ""].map((tail) => hash.isHashWith(tail, wanted))).toEqual([
      false,
      true,
      false,
    ]);
    expect(hash.isHashWith('0.060"}', "")).toBe(false);
  });
});

describe("CanonicalWriter", () => {
  it("writes what the venue hashes, for all books", () => {
    const writer = new CanonicalWriter();
    const levels = fc.uniqueArray(
      fc.record({
        price: fc.integer({ min: 1, max: 9999 }),
        size: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      }),
      { selector: (level) => level.price, maxLength: 60 },
    );
    fc.assert(
      fc.property(levels, levels, fc.boolean(), (bids, asks, negRisk) => {
        const book = new OrderBook("7" as TokenId, "0xm" as ConditionId);
        for (const { price, size } of bids) book.applyUnits(true, price * 100, size, -1, -1);
        for (const { price, size } of asks) book.applyUnits(false, price * 100, size, -1, -1);
        const length = writer.write(
          book,
          { minOrderSize: "5", tickSize: "0.001", negRisk },
          1_783_200_951_822,
        );
        const texts = (side: typeof bids) =>
          side.map(({ price, size }) => ({ price: formatUnits(price * 100), size: formatUnits(size) }));
        const expected = canonicalBook({
          market: "0xm",
          asset_id: "7",
          timestamp: "1783200951822",
          bids: texts(bids.toSorted((a, b) => a.price - b.price)),
          asks: texts(asks.toSorted((a, b) => b.price - a.price)),
          min_order_size: "5",
          tick_size: "0.001",
          neg_risk: negRisk,
          last_trade_price: "0.060",
        });
        expect(`${new TextDecoder().decode(writer.bytes.subarray(0, length))}0.060"}`).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });

  it("writes trade prices with three decimals at least", () => {
    expect([60_000, 500_000, 2_500, 1_000, 929_000, 0].map(tradePriceText)).toEqual([
      "0.060",
      "0.500",
      "0.0025",
      "0.001",
      "0.929",
      "0.000",
    ]);
  });
});
