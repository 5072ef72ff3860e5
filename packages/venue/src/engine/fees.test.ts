import { describe, expect, it } from "@jest/globals";
import type { Hex } from "@pm/core-types";
import { builderFee, feeRule, platformFee } from "./fees.ts";
import { TREASURY } from "./ledger.ts";
import { exchange, trader, u } from "./testing/exchange.ts";

const [alice, bob] = [trader(0), trader(1)];
const BUILDER: Hex = `0x${"b".repeat(64)}`;
const rule = (rate: string, exponent = 1) => feeRule({ rate, exponent, takerOnly: true });

describe("platform fee", () => {
  it.each([
    ["crypto", "0.07", 1_750_000],
    ["sports", "0.05", 1_250_000],
    ["politics", "0.04", 1_000_000],
  ])("is documented for 100 shares at 0.5 in %s", (_, rate, fee) => {
    expect(platformFee(rule(rate), 100_000_000, 5_000)).toBe(fee);
  });

  it.each([
    // shares, price, exact fee in pUSD → charged base units
    ["a 0.01 price", 10_000_000, 100, "0.05", 1, 4_950],
    ["an exponent of two", 100_000_000, 5_000, "0.05", 2, 312_500],
    ["an exponent of zero", 10_000_000, 5_000, "0.01", 0, 100_000],
    ["0.0000123 rounded down", 1_000, 3_000, "0.0585", 1, 10],
    ["exactly half a step rounded up", 1_000, 5_000, "0.02", 1, 10],
    ["less than half a step as nothing", 1_000, 5_000, "0.01", 1, 0],
  ])("charges %s in steps of 0.00001", (_, shares, price, rate, exponent, fee) => {
    expect(platformFee(rule(rate, exponent), shares, price)).toBe(fee);
  });

  it("is nothing without a schedule or with a rate of zero", () => {
    expect(platformFee(undefined, 1_000_000, 5_000)).toBe(0);
    expect(rule("0")).toBeUndefined();
  });

  it("stays exact for sizes beyond 2⁵³ in its products", () => {
    expect(platformFee(rule("0.07"), 8_000_000_000_000_000, 5_000)).toBe(140_000_000_000_000);
  });
});

describe("builder fee", () => {
  it("is linear in the notional, cut to five decimals", () => {
    expect(builderFee(100, 5_000_000)).toBe(50_000);
    expect(builderFee(50, 1_234_567)).toBe(6_170);
    expect(builderFee(0, 5_000_000)).toBe(0);
  });
});

describe("fees in a match", () => {
  const market = { fees: { rate: "0.05", exponent: 1, takerOnly: true } };

  it("come on top of what a BUY spends", async () => {
    const { engine, market: rain, accept, settled } = exchange({ market });
    engine.split(bob.address, rain.conditionId, u("100"));
    accept({ by: bob, side: "SELL", price: "0.4", size: "100" });
    accept({ by: alice, side: "BUY", price: "0.4", size: "100" });
    await settled();
    // 100 · 0.05 · 0.4 · 0.6 = 1.2
    expect(engine.balanceAllowance(alice.address).balance).toBe(u("9958.8"));
    expect(engine.balanceAllowance(bob.address).balance).toBe(u("9940"));
    expect(engine.balanceAllowance(TREASURY).balance).toBe(u("1.2"));
    expect(engine.trades()[0]).toMatchObject({ fee: u("1.2"), builderFee: 0n });
  });

  it("are taken from what a SELL gets", async () => {
    const { engine, market: rain, accept, settled } = exchange({ market });
    engine.split(alice.address, rain.conditionId, u("100"));
    accept({ by: bob, side: "BUY", price: "0.4", size: "100" });
    accept({ by: alice, side: "SELL", price: "0.4", size: "100" });
    await settled();
    expect(engine.balanceAllowance(alice.address).balance).toBe(u("9938.8"));
    expect(engine.balanceAllowance(bob.address).balance).toBe(u("9960"));
  });

  it("follow the price of each level, not the order's", async () => {
    const { engine, market: rain, accept } = exchange({ market });
    engine.split(bob.address, rain.conditionId, u("100"));
    accept({ by: bob, side: "SELL", price: "0.4", size: "10" });
    accept({ by: bob, side: "SELL", price: "0.5", size: "10" });
    accept({ by: alice, side: "BUY", price: "0.9", size: "20" });
    expect(engine.trades().map((trade) => [trade.price, trade.fee])).toEqual([
      ["0.5", u("0.125")],
      ["0.4", u("0.12")],
    ]);
  });

  it("add the builder's: takers and makers each at their own rate", async () => {
    const { engine, market: rain, accept, settled } = exchange();
    engine.setBuilderRates(BUILDER, { takerBps: 100, makerBps: 50 });
    engine.split(bob.address, rain.conditionId, u("100"));
    accept({ by: bob, side: "SELL", price: "0.5", size: "100", builder: BUILDER });
    accept({ by: alice, side: "BUY", price: "0.5", size: "100", builder: BUILDER });
    await settled();
    expect(engine.balanceAllowance(alice.address).balance).toBe(u("9949.5"));
    expect(engine.balanceAllowance(bob.address).balance).toBe(u("9949.75"));
    expect(engine.checkConservation().problems).toEqual([]);
  });

  it("must be affordable: funds for the shares alone are not enough", () => {
    const { engine, market: rain, accept, refuse } = exchange({ market });
    engine.split(bob.address, rain.conditionId, u("100"));
    accept({ by: bob, side: "SELL", price: "0.5", size: "100" });
    const carol = trader(7);
    engine.approveAll(carol.address);
    engine.fund(carol.address, u("51.24999"));
    const order = { by: carol, side: "BUY", price: "0.5", size: "100" } as const;
    expect(refuse(order)).toMatchObject({ code: "balance_allowance" });
    engine.fund(carol.address, u("0.00001"));
    expect(accept(order)).toMatchObject({ status: "matched" });
  });
});
