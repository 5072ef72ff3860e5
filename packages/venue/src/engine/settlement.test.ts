import { describe, expect, it } from "@jest/globals";
import type { EngineEvent, TradeEvent } from "./events.ts";
import { exchange, trader, u } from "./testing/exchange.ts";
import type { SettlementPlan } from "./types.ts";

const [alice, bob] = [trader(0), trader(1)];

/** Bob sells 10 at 0.5 to alice under a settlement plan. */
function sold(plan: Partial<SettlementPlan> = {}) {
  const at = exchange();
  at.engine.split(bob.address, at.market.conditionId, u("100"));
  at.engine.setSettlement(plan);
  at.accept({ by: bob, side: "SELL", price: "0.5", size: "10" });
  const bought = at.accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
  const states = () =>
    at.events
      .filter((event: EngineEvent): event is TradeEvent => event.type === "trade")
      .map((event) => event.trade.status);
  const hashes = () =>
    at.events
      .filter((event: EngineEvent): event is TradeEvent => event.type === "trade")
      .map((event) => event.trade.transactionHash);
  const shares = (who: typeof alice) =>
    at.engine.balanceAllowance(who.address, at.market.outcomes[0].tokenId).balance;
  const cash = (who: typeof alice) => at.engine.balanceAllowance(who.address).balance;
  return { ...at, bought, states, hashes, shares, cash };
}

describe("settlement", () => {
  it("goes from matched to mined to confirmed; the hash comes with mining", async () => {
    const { clock, states, hashes, bought } = sold();
    expect(bought.transactionHashes).toEqual([]);
    await clock.advance(999);
    expect(states()).toEqual(["MATCHED"]);
    await clock.advance(1);
    await clock.advance(2_000);
    expect(states()).toEqual(["MATCHED", "MINED", "CONFIRMED"]);
    const [first, mined, confirmed] = hashes();
    expect(first).toBeUndefined();
    expect(mined).toMatch(/^0x[0-9a-f]{64}$/);
    expect(confirmed).toBe(mined);
  });

  it("can show the hash at once", () => {
    const { bought, engine } = sold({ hashAt: "MATCHED" });
    expect(bought.transactionHashes).toEqual([engine.trades()[0]?.transactionHash]);
  });

  it("moves balances only when mined: what was bought cannot be sold before", async () => {
    const { clock, place, shares, cash } = sold();
    expect([shares(alice), cash(alice), shares(bob)]).toEqual([0n, u("10000"), u("100")]);
    const sell = { by: alice, side: "SELL", price: "0.6", size: "10" } as const;
    expect(place(sell)).toMatchObject({ code: "balance_allowance" });
    await clock.advance(1_000);
    expect([shares(alice), cash(alice), shares(bob)]).toEqual([u("10"), u("9995"), u("90")]);
    expect(place(sell)).toMatchObject({ status: "live" });
  });

  it("keeps what is on its way from being spent or withdrawn twice", () => {
    const { engine, place } = sold();
    expect(engine.withdraw(alice.address, u("9995.000001"))).toBe(false);
    expect(place({ by: alice, side: "BUY", price: "0.5", size: "19990.02" })).toMatchObject({
      code: "balance_allowance",
    });
    expect(engine.withdraw(alice.address, u("9995"))).toBe(true);
  });

  it("puts every balance back when it fails", async () => {
    const { engine, clock, states, shares, cash, bought, place } = sold({ fails: true });
    await clock.advance(10_000);
    expect(states()).toEqual(["MATCHED", "FAILED"]);
    expect([shares(alice), cash(alice), shares(bob), cash(bob)]).toEqual([
      0n,
      u("10000"),
      u("100"),
      u("9900"),
    ]);
    expect(engine.order(bought.orderId)).toMatchObject({ status: "MATCHED", matched: u("10") });
    expect(place({ by: alice, side: "BUY", price: "0.5", size: "20000" })).toMatchObject({ success: true });
    expect(engine.checkConservation().problems).toEqual([]);
  });

  it("retries with another hash each time", async () => {
    const { clock, states, hashes, shares } = sold({ retries: 2, hashAt: "MATCHED" });
    await clock.advance(10_000);
    expect(states()).toEqual(["MATCHED", "RETRYING", "RETRYING", "MINED", "CONFIRMED"]);
    expect(new Set(hashes()).size).toBe(3);
    expect(shares(alice)).toBe(u("10"));
  });

  it("replaces the hash of a mined transaction that the chain undid", async () => {
    const { clock, states, hashes, shares } = sold({ retries: 1, retryFrom: "MINED" });
    await clock.advance(10_000);
    expect(states()).toEqual(["MATCHED", "MINED", "RETRYING", "MINED", "CONFIRMED"]);
    expect(hashes()[1]).not.toBe(hashes()[3]);
    expect(shares(alice)).toBe(u("10"));
  });

  it("can fail after it was mined", async () => {
    const { clock, states, shares, engine } = sold({ retries: 1, retryFrom: "MINED", fails: true });
    await clock.advance(10_000);
    expect(states()).toEqual(["MATCHED", "MINED", "RETRYING", "FAILED"]);
    expect(shares(alice)).toBe(0n);
    expect(engine.checkConservation().problems).toEqual([]);
  });

  it("follows a special plan for the next transactions only", async () => {
    const { engine, accept, market, clock } = exchange();
    engine.split(bob.address, market.conditionId, u("100"));
    engine.setSettlement({ fails: true }, 1);
    for (const _ of [1, 2]) {
      accept({ by: bob, side: "SELL", price: "0.5", size: "10" });
      accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    }
    await clock.advance(10_000);
    expect(engine.trades().map((trade) => trade.status)).toEqual(["CONFIRMED", "FAILED"]);
  });

  it("gives the trades of one taker order one transaction", async () => {
    const { engine, accept, market, clock } = exchange();
    engine.split(bob.address, market.conditionId, u("100"));
    accept({ by: bob, side: "SELL", price: "0.5", size: "10" });
    accept({ by: bob, side: "SELL", price: "0.6", size: "10" });
    accept({ by: alice, side: "BUY", price: "0.6", size: "20" });
    await clock.advance(1_000);
    const hashes = engine.trades().map((trade) => trade.transactionHash);
    expect(hashes).toHaveLength(2);
    expect(new Set(hashes).size).toBe(1);
  });
});
