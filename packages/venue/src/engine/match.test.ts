import { describe, expect, it } from "@jest/globals";
import { exchange, trader, u } from "./testing/exchange.ts";

const [alice, bob, carol] = [trader(0), trader(1), trader(2)];

describe("matching", () => {
  it("mints when two buyers of complements pay one together, and gives the taker the better price", async () => {
    const { engine, market, accept, settled } = exchange();
    accept({ by: alice, side: "BUY", outcome: 1, price: "0.4", size: "100" });
    const taken = accept({ by: bob, side: "BUY", price: "0.65", size: "100" });
    expect(taken).toMatchObject({ status: "matched", making: u("60"), taking: u("100") });
    await settled();
    const [yes, no] = market.outcomes;
    expect(engine.balanceAllowance(bob.address, yes.tokenId).balance).toBe(u("100"));
    expect(engine.balanceAllowance(alice.address, no.tokenId).balance).toBe(u("100"));
    expect(engine.balanceAllowance(bob.address).balance).toBe(u("9940"));
    expect(engine.balanceAllowance(alice.address).balance).toBe(u("9960"));
    expect(engine.checkConservation()).toMatchObject({ ok: true, problems: [], locked: u("100") });
  });

  it("merges when two sellers of complements ask one together", async () => {
    const { engine, market, accept, settled } = exchange();
    engine.split(alice.address, market.conditionId, u("50"));
    engine.split(bob.address, market.conditionId, u("50"));
    accept({ by: alice, side: "SELL", outcome: 1, price: "0.3", size: "50" });
    const taken = accept({ by: bob, side: "SELL", price: "0.6", size: "50" });
    expect(taken).toMatchObject({ status: "matched", making: u("50"), taking: u("35") });
    await settled();
    expect(engine.balanceAllowance(bob.address).balance).toBe(u("9985"));
    expect(engine.balanceAllowance(alice.address).balance).toBe(u("9965"));
    expect(engine.checkConservation()).toMatchObject({ ok: true, problems: [], locked: u("50") });
  });

  it("serves one level in time order, whichever token the makers traded", () => {
    const { engine, market, accept } = exchange();
    engine.split(carol.address, market.conditionId, u("100"));
    const first = accept({ by: alice, side: "BUY", outcome: 1, price: "0.45", size: "10" });
    const second = accept({ by: carol, side: "SELL", outcome: 0, price: "0.55", size: "10" });
    const third = accept({ by: alice, side: "BUY", outcome: 1, price: "0.45", size: "10" });
    const taken = accept({ by: bob, side: "BUY", price: "0.55", size: "25" });
    const trade = engine.trade(taken.tradeIds[0] ?? "");
    expect(trade?.makers.map((maker) => [maker.orderId, maker.amount, maker.price, maker.matchType])).toEqual(
      [
        [first.orderId, u("10"), "0.45", "MINT"],
        [second.orderId, u("10"), "0.55", "NORMAL"],
        [third.orderId, u("5"), "0.45", "MINT"],
      ],
    );
    expect(engine.book(market.outcomes[0].tokenId)?.asks).toEqual([{ price: "0.55", size: "5" }]);
    expect(engine.book(market.outcomes[1].tokenId)?.bids).toEqual([{ price: "0.45", size: "5" }]);
  });

  it("reproduces the production size of a 1 pUSD market buy that mints at 0.06", async () => {
    const { engine, accept, settled } = exchange({ market: { tickSize: "0.01" } });
    accept({ by: alice, side: "BUY", outcome: 1, price: "0.94", size: "1000" });
    const taken = accept({ by: bob, side: "BUY", type: "FAK", amounts: [1_000_000n, 16_666_600n] });
    expect(taken).toMatchObject({ status: "matched", making: 999_999n, taking: 16_666_665n });
    await settled();
    expect(engine.checkConservation().problems).toEqual([]);
  });

  it("sweeps levels best first, one trade a level", () => {
    const { engine, market, accept } = exchange();
    engine.split(alice.address, market.conditionId, u("100"));
    accept({ by: alice, side: "SELL", price: "0.6", size: "10" });
    accept({ by: alice, side: "SELL", price: "0.5", size: "10" });
    accept({ by: alice, side: "SELL", price: "0.7", size: "10" });
    const taken = accept({ by: bob, side: "BUY", price: "0.65", size: "30" });
    expect(taken).toMatchObject({ status: "matched", making: u("11"), taking: u("20") });
    expect(taken.tradeIds.map((id) => engine.trade(id)?.price)).toEqual(["0.5", "0.6"]);
    expect(engine.order(taken.orderId)).toMatchObject({ status: "LIVE", matched: u("20") });
    expect(engine.book(market.outcomes[0].tokenId)).toMatchObject({
      bids: [{ price: "0.65", size: "10" }],
      asks: [{ price: "0.7", size: "10" }],
      lastTradePrice: "0.600",
    });
  });
});
