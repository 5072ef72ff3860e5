import { describe, expect, it } from "@jest/globals";
import { exchange, trader, u } from "./testing/exchange.ts";
import type { MarketView } from "./types.ts";

const [alice, bob] = [trader(0), trader(1)];

describe("split and merge", () => {
  it("turn pUSD into a pair and back", () => {
    const { engine, market } = exchange();
    expect(engine.split(alice.address, market.conditionId, u("100"))).toBe(true);
    expect(engine.checkConservation()).toMatchObject({ ok: true, locked: u("100") });
    expect(engine.market(market.conditionId)?.openInterest).toBe(u("100"));
    expect(engine.merge(alice.address, market.conditionId, u("60"))).toBe(true);
    expect(engine.balanceAllowance(alice.address).balance).toBe(u("9960"));
    expect(engine.merge(alice.address, market.conditionId, u("41"))).toBe(false);
    expect(engine.split(alice.address, market.conditionId, u("100000"))).toBe(false);
    expect(engine.activity(alice.address).map((line) => line.type)).toEqual(["MERGE", "SPLIT", "DEPOSIT"]);
  });

  it("cancel the newest orders that they leave uncovered", () => {
    const { engine, market, accept } = exchange();
    const first = accept({ by: alice, side: "BUY", price: "0.5", size: "10000" });
    const second = accept({ by: alice, side: "BUY", price: "0.4", size: "10000" });
    engine.split(alice.address, market.conditionId, u("2000"));
    expect(engine.order(first.orderId)?.status).toBe("LIVE");
    expect(engine.order(second.orderId)?.status).toBe("INVALID");
    expect(engine.checkConservation().problems).toEqual([]);
  });
});

describe("allowances", () => {
  it("shrink as they are used, unless they are unlimited", async () => {
    const { engine, market, accept, settled } = exchange();
    engine.split(bob.address, market.conditionId, u("100"));
    engine.approve(alice.address, market.exchange, u("7"));
    accept({ by: bob, side: "SELL", price: "0.5", size: "20" });
    accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    await settled();
    expect(engine.balanceAllowance(alice.address).allowances[market.exchange]).toBe(u("2"));
    expect(engine.balanceAllowance(bob.address).allowances[market.exchange]).toBe((1n << 256n) - 1n);
  });

  it("take open orders with them when they are withdrawn", () => {
    const { engine, market, accept } = exchange();
    engine.split(alice.address, market.conditionId, u("100"));
    const buy = accept({ by: alice, side: "BUY", price: "0.3", size: "10" });
    const sell = accept({ by: alice, side: "SELL", price: "0.7", size: "10" });
    engine.approveTokens(alice.address, market.exchange, false);
    expect([engine.order(buy.orderId)?.status, engine.order(sell.orderId)?.status]).toEqual([
      "LIVE",
      "INVALID",
    ]);
    engine.approve(alice.address, market.exchange, 0n);
    expect(engine.order(buy.orderId)?.status).toBe("INVALID");
  });

  it("belong to a contract: a neg-risk market needs its own", () => {
    const { engine, refuse } = exchange();
    const carol = trader(8);
    engine.fund(carol.address, u("100"));
    const event = engine.addEvent({
      slug: "cup",
      title: "Cup",
      negRisk: true,
      markets: [{ slug: "ants", question: "Ants?" }],
    });
    const ants = engine.market(event.conditionIds[0] ?? "") as MarketView;
    engine.approve(carol.address, engine.contracts.exchangeV2, u("1000"));
    expect(refuse({ by: carol, side: "BUY", market: ants })).toMatchObject({ code: "balance_allowance" });
    engine.approve(carol.address, engine.contracts.negRiskExchangeV2, u("1000"));
    engine.submit(
      {
        order: {
          id: `0x${"7".repeat(64)}` as never,
          maker: carol.address,
          signer: carol.address,
          tokenId: ants.outcomes[0].tokenId,
          side: "BUY",
          makerAmount: u("5"),
          takerAmount: u("10"),
          signatureType: 0,
          timestamp: 0n,
          builder: `0x${"0".repeat(64)}`,
        },
        owner: carol.key,
        orderType: "GTC",
        expiration: 0,
      },
      (result) => expect(result).toMatchObject({ success: true }),
    );
  });
});

describe("neg-risk conversion", () => {
  const cup = () => {
    const at = exchange();
    const event = at.engine.addEvent({
      slug: "cup",
      title: "Cup",
      negRisk: true,
      markets: ["ants", "bees", "cats"].map((slug) => ({ slug, question: `${slug}?` })),
    });
    const markets = event.conditionIds.map((id) => at.engine.market(id) as MarketView);
    const held = (index: number, outcome: 0 | 1) =>
      at.engine.balanceAllowance(alice.address, markets[index]?.outcomes[outcome].tokenId).balance;
    return { ...at, group: event.negRiskMarketId ?? "", markets, held };
  };

  it("turns NO of m markets into YES of the others and m − 1 pUSD", () => {
    const { engine, group, markets, held } = cup();
    for (const market of markets.slice(0, 2)) engine.split(alice.address, market.conditionId, u("10"));
    expect(engine.convert(alice.address, group, 0b011n, u("10"))).toBe(true);
    expect([held(0, 1), held(1, 1), held(2, 0)]).toEqual([0n, 0n, u("10")]);
    expect(engine.balanceAllowance(alice.address).balance).toBe(u("9990"));
    expect(engine.checkConservation()).toMatchObject({ ok: true, locked: u("10") });
    // One YES of each market: whoever wins, ten are paid.
    engine.resolve(markets[2]?.conditionId ?? "", [1, 0]);
    expect(engine.redeem(alice.address, markets[2]?.conditionId ?? "")).toBe(u("10"));
  });

  it("refuses what is not there, unknown events and empty sets", () => {
    const { engine, group, markets } = cup();
    engine.split(alice.address, markets[0]?.conditionId ?? "", u("10"));
    expect(engine.convert(alice.address, group, 0b011n, u("10"))).toBe(false);
    expect(engine.convert(alice.address, group, 0n, u("10"))).toBe(false);
    expect(engine.convert(alice.address, group, 0b1000n, u("10"))).toBe(false);
    expect(engine.convert(alice.address, "0x00", 0b001n, u("10"))).toBe(false);
    expect(engine.checkConservation().problems).toEqual([]);
  });
});

describe("positions", () => {
  it("know what was paid, what is left and what was earned", async () => {
    const { engine, market, accept, settled } = exchange({
      market: { fees: { rate: "0.05", exponent: 1, takerOnly: true } },
    });
    engine.split(bob.address, market.conditionId, u("100"));
    accept({ by: bob, side: "SELL", price: "0.4", size: "50" });
    accept({ by: bob, side: "SELL", price: "0.6", size: "50" });
    accept({ by: alice, side: "BUY", price: "0.6", size: "100" });
    await settled();
    accept({ by: bob, side: "BUY", price: "0.7", size: "20" });
    accept({ by: alice, side: "SELL", price: "0.7", size: "20" });
    await settled();
    expect(engine.positions(alice.address)).toMatchObject([
      {
        outcome: "Yes",
        size: u("80"),
        cost: u("40"),
        totalBought: u("100"),
        totalCost: u("50"),
        realizedPnl: u("4"),
        fees: u("1.41"),
      },
    ]);
    expect(engine.holders(market.outcomes[0].tokenId).map((each) => [each.owner, each.size])).toEqual([
      [alice.address, u("80")],
      [bob.address, u("20")],
    ]);
  });
});

describe("bans", () => {
  it("take open orders away", () => {
    const { engine, accept } = exchange();
    const order = accept({ by: alice, side: "BUY" });
    engine.setBanned(alice.address, true);
    expect(engine.order(order.orderId)?.status).toBe("INVALID");
    engine.setBanned(alice.address, false);
    expect(accept({ by: alice, side: "BUY" })).toMatchObject({ status: "live" });
  });
});
