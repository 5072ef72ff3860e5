import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FeeSchedule } from "../domain/market-rules.ts";
import { decimal } from "../money/decimal.ts";
import { breakEvenExitPrice, resolutionProfit, roundTripProfit } from "./profit.ts";
import { takerRebateTier, weightedVolume } from "./rebates.ts";
import { type TradeInput, tradeCost } from "./trade-cost.ts";

const crypto: FeeSchedule = { rate: decimal("0.07"), exponent: 1, takerOnly: true };

describe("tradeCost", () => {
  const trade: TradeInput = { side: "BUY", shares: "100", price: "0.5", role: "TAKER", fees: crypto };
  const text = (input: TradeInput) => {
    const { notional, platformFee, builderFee, fees, net } = tradeCost(input);
    return [notional, platformFee, builderFee, fees, net].map(String);
  };

  it("adds fees to a BUY and takes them off a SELL", () => {
    expect(text(trade)).toEqual(["50", "1.75", "0", "1.75", "51.75"]);
    expect(text({ ...trade, side: "SELL" })).toEqual(["50", "1.75", "0", "1.75", "48.25"]);
    expect(text({ ...trade, builderBps: 100 })).toEqual(["50", "1.75", "0.5", "2.25", "52.25"]);
  });

  it("charges makers only the builder fee, unless the market charges makers too", () => {
    expect(text({ ...trade, role: "MAKER", builderBps: 50 })).toEqual(["50", "0", "0.25", "0.25", "50.25"]);
    expect(text({ ...trade, role: "MAKER", fees: { ...crypto, takerOnly: false } })[1]).toBe("1.75");
    expect(text({ ...trade, fees: undefined })).toEqual(["50", "0", "0", "0", "50"]);
  });

  it("keeps every digit of shares × price", () => {
    expect(text({ ...trade, shares: "0.000001", price: "0.000001" })[0]).toBe("0.000000000001");
  });
});

describe("profit after fees", () => {
  const entry = { price: "0.5", role: "TAKER" } as const;

  it("of a round trip", () => {
    const trip = roundTripProfit({
      shares: "100",
      fees: crypto,
      entry,
      exit: { price: "0.6", role: "MAKER" },
    });
    expect([trip.profit.toFixed(), trip.returnOnCost.round(6, 1).toFixed()]).toEqual(["8.25", "0.15942"]);
    const taker = roundTripProfit({
      shares: "100",
      fees: crypto,
      entry,
      exit: { price: "0.6", role: "TAKER" },
    });
    expect(taker.profit.toFixed()).toBe("6.57");
  });

  it("of holding to resolution, which charges nothing whatever the schedule", () => {
    const flat: FeeSchedule = { rate: decimal("0.01"), exponent: 0, takerOnly: false };
    const held = (payout: string) =>
      resolutionProfit({ shares: "100", fees: flat, entry, payout }).profit.toFixed();
    expect([held("1"), held("0"), held("0.5")]).toEqual(["49", "-51", "-1"]);
  });

  it("does not divide by a cost of nothing", () => {
    const gift = { price: "0", role: "MAKER" } as const;
    expect(
      roundTripProfit({ shares: "1", fees: undefined, entry: gift, exit: gift }).returnOnCost.toFixed(),
    ).toBe("0");
  });
});

describe("breakEvenExitPrice", () => {
  const entry = { price: "0.5", role: "TAKER" } as const;

  it("is the lowest grid price that brings the cost back", () => {
    const base = { shares: "100", entry, fees: crypto, tickSize: "0.01" } as const;
    expect(breakEvenExitPrice({ ...base, exit: { role: "TAKER" } })?.toFixed()).toBe("0.54");
    expect(breakEvenExitPrice({ ...base, exit: { role: "MAKER" } })?.toFixed()).toBe("0.52");
    expect(breakEvenExitPrice({ ...base, fees: undefined, exit: { role: "TAKER" } })?.toFixed()).toBe("0.5");
    expect(
      breakEvenExitPrice({ ...base, exit: { role: "TAKER", builderBps: 100 }, tickSize: "0.001" })?.toFixed(),
    ).toBe("0.541");
  });

  it("is undefined when no price on the grid does", () => {
    const dear = { price: "0.99", role: "TAKER" } as const;
    expect(
      breakEvenExitPrice({
        shares: "100",
        entry: dear,
        fees: crypto,
        exit: { role: "TAKER" },
        tickSize: "0.01",
      }),
    ).toBeUndefined();
  });

  it("does break even, and the next lower price does not", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 98 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.constantFrom(0.5, 1, 2),
        fc.constantFrom("TAKER" as const, "MAKER" as const),
        (percent, cents, exponent, role) => {
          const fees = { rate: decimal("0.05"), exponent, takerOnly: true };
          const shares = decimal(cents).times("0.01");
          const leg = { price: decimal(percent).times("0.01"), role: "TAKER" } as const;
          const trade = { shares, entry: leg, fees };
          const price = breakEvenExitPrice({ ...trade, exit: { role }, tickSize: "0.01" });
          if (price === undefined) {
            const best = roundTripProfit({ ...trade, exit: { price: "0.99", role } });
            expect(best.profit.lt("0")).toBe(true);
            return;
          }
          expect(roundTripProfit({ ...trade, exit: { price, role } }).profit.gte("0")).toBe(true);
          const below = price.minus("0.01");
          if (below.gt("0")) {
            expect(roundTripProfit({ ...trade, exit: { price: below, role } }).profit.lt("0")).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("taker rebates as data", () => {
  it("finds the tier of a volume", () => {
    const name = (volume: string) => takerRebateTier(volume)?.name;
    expect(["0", "1999.99", "2000", "199999", "10000000", "99999999"].map(name)).toEqual([
      undefined,
      undefined,
      "bronze",
      "silver",
      "obsidian",
      "obsidian",
    ]);
  });

  it("weighs a fill", () => {
    expect(weightedVolume({ shares: "100", price: "0.3", weight: "2.3" }).toFixed()).toBe("161");
  });
});
