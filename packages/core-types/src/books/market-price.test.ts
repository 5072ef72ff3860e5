import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { BookLevel } from "../domain/book.ts";
import { InsufficientLiquidityError, OrderBookError } from "../errors/market-data.ts";
import { InvalidOrderError } from "../errors/trading.ts";
import { tokenId } from "../ids/ids.ts";
import { decimal } from "../money/decimal.ts";
import { decimalText } from "../testing/orders.ts";
import { Rational } from "../testing/rational.ts";
import { type MarketPriceRequest, marketPrice } from "./market-price.ts";
import { bookMid, bookSlippage } from "./slippage.ts";
import { walkDepth } from "./walk.ts";

const levels = (...pairs: [string, string][]): BookLevel[] =>
  pairs.map(([price, size]) => ({ price: decimal(price), size: decimal(size) }));

const book = {
  tokenId: tokenId("123"),
  bids: levels(["0.50", "100"], ["0.45", "100"], ["0.40", "100"]),
  asks: levels(["0.53", "100"], ["0.55", "100"], ["0.60", "100"]),
};

const told = (request: MarketPriceRequest, from = book) => {
  const got = marketPrice(from, request);
  return [
    got.price,
    got.averagePrice.round(6, 1),
    got.shares,
    got.cost,
    got.fillable,
    got.depth,
    got.levels,
  ].map(String);
};

describe("marketPrice", () => {
  it("walks asks until a BUY has spent its pUSD", () => {
    expect(told({ side: "BUY", amount: "53", timeInForce: "FOK" })).toEqual([
      "0.53",
      "0.53",
      "100",
      "53",
      "53",
      "full",
      "1",
    ]);
    expect(told({ side: "BUY", amount: "75", timeInForce: "FAK" })).toEqual([
      "0.55",
      "0.535714",
      "140",
      "75",
      "75",
      "full",
      "2",
    ]);
  });

  it("walks bids until a SELL has sold its shares", () => {
    expect(told({ side: "SELL", amount: "250", timeInForce: "FOK" })).toEqual([
      "0.4",
      "0.46",
      "250",
      "115",
      "250",
      "full",
      "3",
    ]);
  });

  it("stops exactly at a level's end", () => {
    expect(told({ side: "SELL", amount: "100", timeInForce: "FOK" })[0]).toBe("0.5");
    expect(told({ side: "SELL", amount: "100.000001", timeInForce: "FOK" })[0]).toBe("0.45");
  });

  it("tells short depth apart: FAK says what is there", () => {
    expect(told({ side: "BUY", amount: "1000", timeInForce: "FAK" })).toEqual([
      "0.6",
      "0.56",
      "300",
      "168",
      "168",
      "short",
      "3",
    ]);
    expect(told({ side: "SELL", amount: "301", timeInForce: "FAK" })[5]).toBe("short");
  });

  it("refuses short depth for FOK, with the numbers", () => {
    expect.assertions(2);
    try {
      marketPrice(book, { side: "BUY", amount: "1000", timeInForce: "FOK" });
    } catch (error) {
      expect(error).toBeInstanceOf(InsufficientLiquidityError);
      expect(error).toMatchObject({
        message: "BUY 1000 pUSD: the book holds 168, on 3 levels.",
        action: "Lower the amount to 168 pUSD, widen the price, or use FAK to take what is there.",
        context: {
          tokenId: "123",
          side: "BUY",
          requested: "1000",
          available: "168",
          unit: "pUSD",
          worstPrice: "0.6",
          levels: 3,
          timeInForce: "FOK",
        },
        outcome: "not-sent",
      });
    }
  });

  it("refuses an empty side for both", () => {
    const empty = { ...book, asks: levels(["0.53", "0"]) };
    for (const timeInForce of ["FOK", "FAK"] as const) {
      expect(() => marketPrice(empty, { side: "BUY", amount: "1", timeInForce })).toThrow(
        "BUY 1 pUSD: the book holds 0, on 0 levels.",
      );
      expect(() => marketPrice({ ...book, bids: [] }, { side: "SELL", amount: "1", timeInForce })).toThrow(
        InsufficientLiquidityError,
      );
    }
  });

  it("goes no further than a protection price, on either side", () => {
    expect(told({ side: "BUY", amount: "1000", timeInForce: "FAK", protection: "0.55" })).toEqual([
      "0.55",
      "0.54",
      "200",
      "108",
      "108",
      "short",
      "2",
    ]);
    expect(told({ side: "SELL", amount: "150", timeInForce: "FAK", protection: "0.5" })[4]).toBe("100");
    expect(() =>
      marketPrice(book, { side: "BUY", amount: "100", timeInForce: "FOK", protection: "0.54" }),
    ).toThrow("BUY 100 pUSD: the book holds 53 within 0.54, on 1 levels.");
    expect(() =>
      marketPrice(book, { side: "SELL", amount: "1", timeInForce: "FAK", protection: "0.51" }),
    ).toThrow(InsufficientLiquidityError);
  });

  it("refuses levels that are not best first, and amounts that are not positive", () => {
    const worstFirst = { ...book, asks: [...book.asks].reverse() };
    expect(() => marketPrice(worstFirst, { side: "BUY", amount: "1", timeInForce: "FAK" })).toThrow(
      OrderBookError,
    );
    const twice = { ...book, bids: levels(["0.5", "1"], ["0.5", "2"]) };
    expect(() => marketPrice(twice, { side: "SELL", amount: "1", timeInForce: "FAK" })).toThrow(
      OrderBookError,
    );
    expect(() => marketPrice(book, { side: "BUY", amount: "0", timeInForce: "FAK" })).toThrow(
      InvalidOrderError,
    );
    expect(() => marketPrice(book, { side: "BUY", amount: "-1", timeInForce: "FAK" })).toThrow(
      "amount must be positive, not -1.",
    );
  });

  it("agrees with a walk in fractions", () => {
    const anyLevels = fc.uniqueArray(
      fc.record({ ticks: fc.integer({ min: 1, max: 99 }), cents: fc.integer({ min: 0, max: 10_000 }) }),
      { maxLength: 12, selector: (level) => level.ticks },
    );
    fc.assert(
      fc.property(
        fc.constantFrom("BUY" as const, "SELL" as const),
        anyLevels,
        fc.integer({ min: 1, max: 200_000 }),
        (side, raw, cents) => {
          const sorted = [...raw].sort((a, b) => (side === "BUY" ? a.ticks - b.ticks : b.ticks - a.ticks));
          const amount = new Rational(BigInt(cents), 100n);
          let left = amount;
          let worst: number | undefined;
          for (const level of sorted) {
            if (left.n <= 0n || level.cents === 0) continue;
            const size = new Rational(BigInt(level.cents), 100n);
            const price = new Rational(BigInt(level.ticks), 100n);
            left = left.minus(side === "BUY" ? size.times(price) : size);
            worst = level.ticks;
          }
          const units = sorted.map(({ ticks, cents: size }) => ({
            price: BigInt(ticks) * 10_000n,
            size: BigInt(size) * 10_000n,
          }));
          const walk = walkDepth(side, units, amount.micros());
          expect(walk.complete).toBe(left.n <= 0n);
          expect(walk.worstPrice).toBe(worst === undefined ? undefined : BigInt(worst) * 10_000n);
          if (!walk.complete) {
            const met = amount.minus(left);
            const got =
              side === "BUY" ? new Rational(walk.cost, 10n ** 12n) : new Rational(walk.shares, 10n ** 6n);
            expect(got.compare(met)).toBe(0);
          }
          if (worst === undefined) return;
          // The average lies between best and worst, and a BUY never spends more than it was given.
          const average = new Rational(walk.cost, walk.shares);
          const ends = [units.find((level) => level.size > 0n)?.price ?? 0n, BigInt(worst) * 10_000n].sort(
            (a, b) => (a < b ? -1 : 1),
          );
          expect(average.compare(new Rational(ends[0] ?? 0n))).toBeGreaterThanOrEqual(0);
          expect(average.compare(new Rational(ends[1] ?? 0n))).toBeLessThanOrEqual(0);
          if (side === "BUY") expect(walk.cost <= amount.micros() * 1_000_000n).toBe(true);
          else if (walk.complete) expect(walk.shares).toBe(amount.micros());
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("bookSlippage", () => {
  it("measures a BUY against the best ask and the middle", () => {
    const got = bookSlippage(book, { side: "BUY", amount: "108", timeInForce: "FOK" });
    expect(
      [got.averagePrice, got.slippage, got.slippageBps.round(2, 1), got.midPrice, got.impact].map(String),
    ).toEqual(["0.54", "0.01", "188.68", "0.515", "0.025"]);
  });

  it("measures a SELL the other way round", () => {
    const got = bookSlippage(book, { side: "SELL", amount: "200", timeInForce: "FOK" });
    expect([got.averagePrice, got.slippage, got.slippageBps, got.impact].map(String)).toEqual([
      "0.475",
      "0.025",
      "500",
      "0.04",
    ]);
  });

  it("has no middle when a side is empty", () => {
    const got = bookSlippage({ ...book, bids: [] }, { side: "BUY", amount: "1", timeInForce: "FAK" });
    expect([got.midPrice, got.impact]).toEqual([undefined, undefined]);
    expect(bookMid({ bids: [], asks: book.asks })).toBeUndefined();
    expect(decimalText(Rational.of(bookMid(book)?.toFixed() ?? "0"), 3)).toBe("0.515");
  });
});
