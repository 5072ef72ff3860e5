import { describe, expect, it } from "@jest/globals";
import { bookSlippage, type ConditionId, OrderBookError, type TokenId } from "@pm/core-types";
import fc from "fast-check";
import type { BookEvent, PriceChangeEvent } from "../frames/market-events.ts";
import { OrderBook } from "./order-book.ts";
import { formatUnits } from "./units.ts";

const TOKEN = "1" as TokenId;

function snapshot(
  bids: [string, string][],
  asks: [string, string][],
  over: Partial<BookEvent> = {},
): BookEvent {
  const level = ([price, size]: [string, string]) => ({ price, size });
  return {
    type: "book",
    conditionId: "0xm" as ConditionId,
    tokenId: TOKEN,
    timestamp: 1,
    bids: bids.map(level),
    asks: asks.map(level),
    hash: "",
    tickSize: "0.01",
    minOrderSize: undefined,
    negRisk: undefined,
    lastTradePrice: undefined,
    ...over,
  };
}

function change(
  side: "BUY" | "SELL",
  price: string,
  size: string,
  bestBid?: string,
  bestAsk?: string,
): PriceChangeEvent {
  return {
    type: "price_change",
    conditionId: "0xm" as ConditionId,
    tokenId: TOKEN,
    timestamp: 2,
    price,
    size,
    side,
    hash: "",
    bestBid,
    bestAsk,
  };
}

const book = () => {
  const made = new OrderBook(TOKEN);
  made.applySnapshot(
    snapshot(
      [
        ["0.39", "10"],
        ["0.4", "20.5"],
      ],
      [
        ["0.45", "7"],
        ["0.43", "30"],
      ],
    ),
  );
  return made;
};
const show = (levels: { price: { toFixed(): string }; size: { toFixed(): string } }[]) =>
  levels.map((level) => `${level.size.toFixed()}@${level.price.toFixed()}`);

describe("OrderBook", () => {
  it("answers what a trader asks, exactly", () => {
    const made = book();
    expect(show(made.bids())).toEqual(["20.5@0.4", "10@0.39"]);
    expect(show(made.asks(1))).toEqual(["30@0.43"]);
    expect(made.spread?.toFixed()).toBe("0.03");
    expect(made.midpoint?.toFixed()).toBe("0.415");
    expect(made.microprice?.toFixed(6)).toBe("0.412178");
    expect(made.sizeAt("bids", "0.39").toFixed()).toBe("10");
    expect(made.sizeAt("asks", "0.99").toFixed()).toBe("0");
    expect(made.tickSize).toBe("0.01");
    const cost = bookSlippage(made.snapshot(), { side: "SELL", amount: "25", timeInForce: "FOK" });
    expect(cost.price.toFixed()).toBe("0.39");
  });

  it("is empty at first, and says so", () => {
    const empty = new OrderBook(TOKEN);
    expect([empty.bestBid, empty.spread, empty.midpoint, empty.microprice, empty.isCrossed]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      false,
    ]);
  });

  it("sets and removes levels", () => {
    const made = book();
    made.applyChange(change("BUY", "0.41", "5"));
    made.applyChange(change("BUY", "0.4", "0"));
    made.applyChange(change("SELL", "0.43", "1.25"));
    expect(show(made.bids())).toEqual(["5@0.41", "10@0.39"]);
    expect(show(made.asks())).toEqual(["1.25@0.43", "7@0.45"]);
  });

  it("drops levels that the venue's best prices prove gone", () => {
    const made = book();
    const top = made.applyChange(change("BUY", "0.44", "5", "0.44", "0.45"));
    expect(top).toEqual({ checked: true, equal: true, dropped: 1 });
    expect(show(made.asks())).toEqual(["7@0.45"]);
    expect(made.isCrossed).toBe(false);
    const emptied = made.applyChange(change("SELL", "0.45", "0", "0.44", "1"));
    expect(emptied).toMatchObject({ checked: true, equal: true });
  });

  it("tells when the venue's best prices are not ours", () => {
    expect(book().applyChange(change("BUY", "0.38", "1", "0.42", "0.43"))).toMatchObject({
      checked: true,
      equal: false,
    });
    expect(book().applyChange(change("BUY", "0.38", "1"))).toMatchObject({ checked: false });
  });

  it("knows that it is crossed", () => {
    const made = book();
    made.applyChange(change("BUY", "0.43", "1"));
    expect(made.isCrossed).toBe(true);
  });

  it.each([
    ["0", "1"],
    ["1", "1"],
    ["1.5", "1"],
    ["0.5", "99999999999"],
    ["0.1234567", "1"],
  ])("refuses %s × %s and stays as it was", (price, size) => {
    const made = book();
    expect(() => made.applyChange(change("BUY", price, size))).toThrow(OrderBookError);
    expect(made.sameLevels(book())).toBe(true);
    expect(() => made.applySnapshot(snapshot([[price, size]], []))).toThrow(OrderBookError);
    expect(made.bids()).toEqual([]);
  });

  it("copies", () => {
    const made = book();
    const copy = made.copy();
    made.applyChange(change("BUY", "0.41", "5"));
    expect(show(copy.bids(1))).toEqual(["20.5@0.4"]);
    expect(copy.sameLevels(book())).toBe(true);
  });

  it("ends in the same book whether it hears changes or a snapshot, for all changes", () => {
    const step = fc.record({
      side: fc.constantFrom("BUY" as const, "SELL" as const),
      tick: fc.integer({ min: 1, max: 49 }),
      size: fc.integer({ min: 0, max: 5_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const made = new OrderBook(TOKEN);
        const sides = { BUY: new Map<number, number>(), SELL: new Map<number, number>() };
        for (const { side, tick, size } of steps) {
          const price = side === "BUY" ? tick * 10_000 : 1_000_000 - tick * 10_000;
          made.applyChange(change(side, formatUnits(price), formatUnits(size)));
          if (size === 0) sides[side].delete(price);
          else sides[side].set(price, size);
        }
        const levels = (side: "BUY" | "SELL") =>
          [...sides[side]].map(([price, size]): [string, string] => [formatUnits(price), formatUnits(size)]);
        const whole = new OrderBook(TOKEN);
        whole.applySnapshot(snapshot(levels("BUY"), levels("SELL")));
        expect(made.sameLevels(whole)).toBe(true);
      }),
    );
  });
});
