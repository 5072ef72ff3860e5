import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { anyOrder, gridPrice, gridSize, TABLE } from "../testing/orders.ts";
import { Rational } from "../testing/rational.ts";
import { limitAmounts } from "./amounts.ts";
import { marketAmounts, protectedMarketAmounts } from "./market-amounts.ts";
import { crossesPrice, marketAmountUnits } from "./scaled.ts";
import { priceUnits, TICK_SIZES, tickRule } from "./tick.ts";

// 3 × 36,000 random orders, every one against the oracle; a plain throw keeps the loop cheap.
const RUNS = { numRuns: 36_000 };

function same(got: { makerAmount: bigint; takerAmount: bigint }, maker: Rational, taker: Rational): void {
  if (got.makerAmount === maker.micros() && got.takerAmount === taker.micros()) return;
  throw new Error(`got ${got.makerAmount}/${got.takerAmount}, oracle ${maker.micros()}/${taker.micros()}`);
}

describe("amounts equal the rational oracle", () => {
  it("limit: shares × price, exact for every tick, side, price and size", () => {
    fc.assert(
      fc.property(anyOrder, ({ side, tickSize, price, amount }) => {
        const shares = Rational.of(amount);
        const exact = shares.times(Rational.of(price));
        const quote = exact.floorTo(TABLE[tickSize].amount);
        if (quote.compare(exact) !== 0) throw new Error("the grid is supposed to make this exact");
        const got = limitAmounts({ side, tickSize, price, size: amount });
        if (side === "BUY") same(got, quote, shares);
        else same(got, shares, quote);
      }),
      RUNS,
    );
  });

  it("market: BUY floors pUSD ÷ price, SELL floors shares × price", () => {
    fc.assert(
      fc.property(anyOrder, ({ side, tickSize, price, amount }) => {
        const given = Rational.of(amount);
        const exact = side === "BUY" ? given.over(Rational.of(price)) : given.times(Rational.of(price));
        same(marketAmounts({ side, tickSize, price, amount }), given, exact.floorTo(TABLE[tickSize].amount));
      }),
      RUNS,
    );
  });

  it("protected: BUY floors the shares, SELL raises the proceeds, and neither trades beyond the bound", () => {
    fc.assert(
      fc.property(anyOrder, ({ side, tickSize, price, amount }) => {
        const given = Rational.of(amount);
        const bound = Rational.of(price);
        const places = TABLE[tickSize].amount;
        const taker = side === "BUY" ? given.over(bound).floorTo(places) : given.times(bound).ceilTo(places);
        same(protectedMarketAmounts({ side, tickSize, price, amount }), given, taker);
        // The next worse price on the grid must be out of reach of the signed ratio.
        const tick = Rational.of(tickSize);
        if (side === "BUY" && given.over(taker).compare(bound.plus(tick)) >= 0) throw new Error("crosses");
        if (side === "SELL" && taker.over(given).compare(bound) < 0) throw new Error("accepts less");
        // And the bound itself must be within reach.
        if (side === "BUY" && given.over(taker).compare(bound) < 0) throw new Error("cannot meet the bound");
      }),
      RUNS,
    );
  });
});

describe("the smallest amounts at every grid price", () => {
  it.each(TICK_SIZES)("never trade at a grid price beyond the one asked, tick %s", (tickSize) => {
    const rule = tickRule(tickSize);
    for (let index = 1n; index <= gridSize(tickSize); index++) {
      const price = priceUnits(gridPrice(tickSize, index), tickSize);
      for (const side of ["BUY", "SELL"] as const) {
        for (let amount = 10_000n; amount <= 100_000n; amount += 10_000n) {
          const amounts = marketAmountUnits(side, price, amount, rule);
          if (amounts.takerAmount <= 0n || crossesPrice(side, amounts, price, rule.tick)) {
            throw new Error(
              `${side} ${amount} at ${price} signs ${amounts.makerAmount}/${amounts.takerAmount}`,
            );
          }
        }
      }
    }
    expect(gridSize(tickSize)).toBeGreaterThan(0n);
  });
});
