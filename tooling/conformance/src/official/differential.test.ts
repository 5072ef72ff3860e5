import { describe, expect, it } from "@jest/globals";
import {
  limitAmountUnits,
  marketAmountUnits,
  type OrderAmounts,
  quantumUnits,
  TICK_SIZES,
  type TickRule,
  tickRule,
  toBaseUnits,
} from "@pm/core-types";
import { OrderBuilder, Side } from "@polymarket/clob-client-v2";
import fc from "fast-check";
import { createWalletClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { floatLimitAmounts, floatMarketAmounts } from "./float-model.ts";

// The official builder signs every order it makes; a signer that answers at once leaves its amounts, which are what
// is compared here. Its signatures are compared vector by vector.
const account = privateKeyToAccount(`0x${"1".repeat(64)}`);
const wallet = Object.assign(
  createWalletClient({ account, transport: custom({ request: async () => undefined }) }),
  { signTypedData: async () => `0x${"0".repeat(130)}` },
);
const official = new OrderBuilder(wallet as never, 137);

const anyOrder = fc
  .record({
    side: fc.constantFrom("BUY" as const, "SELL" as const),
    tickSize: fc.constantFrom(...TICK_SIZES),
    position: fc.nat(9_998),
    cents: fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 10_000_000 })),
  })
  .map(({ side, tickSize, position, cents }) => {
    const rule = tickRule(tickSize);
    const steps = Number(1_000_000n / rule.tick);
    const ticks = (position % (steps - 1)) + 1;
    const price = Number(((ticks * Number(rule.tick)) / 1e6).toFixed(4));
    return { side, tickSize, rule, price, amount: Number((cents / 100).toFixed(2)) };
  });

const units = (value: number) => toBaseUnits(String(value));
const RUNS = { numRuns: 2_000 };

/** Theirs is what their arithmetic gives; ours is the same, or one quantum beside it in the computed amount. */
function compare(
  theirs: { readonly makerAmount: string; readonly takerAmount: string },
  ours: OrderAmounts,
  model: OrderAmounts,
  rule: TickRule,
): void {
  const official = { makerAmount: BigInt(theirs.makerAmount), takerAmount: BigInt(theirs.takerAmount) };
  expect(official).toEqual(model);
  const gap = ours.makerAmount - official.makerAmount + ours.takerAmount - official.takerAmount;
  const quantum = quantumUnits(rule.amountDecimals);
  expect([0n, quantum, -quantum]).toContain(gap);
}

describe("against the official order builder", () => {
  it("limit amounts are the same, or theirs are one quantum off by exactly their arithmetic", async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, async ({ side, tickSize, rule, price, amount }) => {
        const order = { tokenID: "1", side: Side[side], price, size: amount };
        const theirs = await official.buildOrder(order, { tickSize }, 2);
        const ours = limitAmountUnits(side, units(price), units(amount), rule);
        compare(theirs, ours, floatLimitAmounts(side, price, amount, rule), rule);
        // Ours is no rounding at all: on the grid the product has no further digit.
        const [quote, shares] =
          side === "BUY" ? [ours.makerAmount, ours.takerAmount] : [ours.takerAmount, ours.makerAmount];
        expect(quote * 1_000_000n).toBe(shares * units(price));
      }),
      RUNS,
    );
  });

  it("market amounts are the same, or theirs are one quantum off by exactly their arithmetic", async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, async ({ side, tickSize, rule, price, amount }) => {
        const order = { tokenID: "1", side: Side[side], price, amount };
        const theirs = await official.buildMarketOrder(order, { tickSize }, 2);
        const ours = marketAmountUnits(side, units(price), units(amount), rule);
        compare(theirs, ours, floatMarketAmounts(side, price, amount, rule), rule);
        if (side === "SELL") {
          expect(ours.takerAmount * 1_000_000n).toBe(ours.makerAmount * units(price));
          return;
        }
        // Ours is the exact floor: one quantum more would cost more than was given.
        const more = ours.takerAmount + quantumUnits(rule.amountDecimals);
        expect(ours.takerAmount * units(price) <= ours.makerAmount * 1_000_000n).toBe(true);
        expect(more * units(price) > ours.makerAmount * 1_000_000n).toBe(true);
      }),
      RUNS,
    );
  });

  it("finds the known difference among the amounts of one price, and every one is low", () => {
    // At 0.0001 shares are 10,000 × the amount: nothing to round, but doubles divide low.
    const rule = tickRule("0.0001");
    const low: number[] = [];
    for (let cents = 200_000; cents <= 250_000; cents++) {
      const exact = marketAmountUnits("BUY", 100n, BigInt(cents) * 10_000n, rule).takerAmount;
      const theirs = floatMarketAmounts("BUY", 0.0001, cents / 100, rule).takerAmount;
      if (theirs === exact) continue;
      expect(theirs).toBe(exact - 1n);
      low.push(cents / 100);
    }
    expect(low).toContain(2249.68);
  });
});
