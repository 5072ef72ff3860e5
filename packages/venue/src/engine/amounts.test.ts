import { describe, expect, it } from "@jest/globals";
import { createSeededRandom } from "@pm/core-types/virtual";
import { exchange, trader, u } from "./testing/exchange.ts";
import { overPrice, timesPrice } from "./units.ts";

const [alice, bob] = [trader(0), trader(1)];

/**
 * What the exchange contract does with one maker, in its own words: a maker that gives `making` gets
 * ⌊making · takerAmount / makerAmount⌋; minting and merging move one pUSD a pair; the taker has the rest.
 */
function contract(maker: { side: "BUY" | "SELL"; price: bigint }, same: boolean, shares: bigint) {
  const makerAmount = maker.side === "BUY" ? maker.price : 10_000n;
  const takerAmount = maker.side === "BUY" ? 10_000n : maker.price;
  const making = maker.side === "BUY" ? (shares * makerAmount) / takerAmount : shares;
  const taking = (making * takerAmount) / makerAmount;
  const [moved, usd] = maker.side === "BUY" ? [taking, making] : [making, taking];
  return { moved, makerUsd: usd, takerUsd: same ? usd : moved - usd };
}

describe("amounts of the exchange contract", () => {
  it.each([
    // taker, maker, shares → pUSD of taker and maker
    ["BUY", 0, "0.60", "SELL", 0, "0.55", "10", "5.5", "5.5"],
    ["SELL", 0, "0.50", "BUY", 0, "0.55", "10", "5.5", "5.5"],
    ["BUY", 0, "0.60", "BUY", 1, "0.45", "10", "5.5", "4.5"],
    ["SELL", 0, "0.50", "SELL", 1, "0.45", "10", "5.5", "4.5"],
    ["BUY", 1, "0.97", "BUY", 0, "0.03", "33.33", "32.3301", "0.9999"],
    ["SELL", 1, "0.02", "SELL", 0, "0.98", "7.77", "0.1554", "7.6146"],
  ] as const)(
    "%s of outcome %i at %s meets %s of outcome %i at %s: %s shares",
    async (side, outcome, price, makerSide, makerOutcome, makerPrice, size, takerUsd, makerUsd) => {
      const { engine, market, accept, settled } = exchange();
      for (const who of [alice, bob]) engine.split(who.address, market.conditionId, u("100"));
      accept({ by: bob, side: makerSide, outcome: makerOutcome, price: makerPrice, size });
      const taken = accept({ by: alice, side, outcome, price, size });
      const [making, taking] = side === "BUY" ? [u(takerUsd), u(size)] : [u(size), u(takerUsd)];
      expect(taken).toMatchObject({ status: "matched", making, taking });
      expect(engine.trades()[0]?.makers[0]).toMatchObject({ usd: u(makerUsd), amount: u(size) });
      await settled();
      const cash = (who: typeof alice) => engine.balanceAllowance(who.address).balance - u("9900");
      expect(cash(alice)).toBe(side === "BUY" ? -u(takerUsd) : u(takerUsd));
      expect(cash(bob)).toBe(makerSide === "BUY" ? -u(makerUsd) : u(makerUsd));
      expect(engine.checkConservation().problems).toEqual([]);
    },
  );

  it("are the contract's to the last unit, also for broken sizes and whatever is left of an order", () => {
    const random = createSeededRandom(11);
    for (let round = 0; round < 1_000; round++) {
      const { engine, market, accept, place } = exchange({
        market: { tickSize: "0.0001", minOrderSize: "0" },
        listen: false,
      });
      for (const who of [alice, bob]) engine.split(who.address, market.conditionId, u("5000"));
      const price = BigInt(300 + Math.floor(random.next() * 9_400));
      const makerSide = random.next() < 0.5 ? "BUY" : "SELL";
      const makerOutcome = random.next() < 0.5 ? 0 : 1;
      const size = BigInt(1_000 + Math.floor(random.next() * 90_000)) * 10_000n;
      const text = (value: bigint) => `0.${value.toString().padStart(4, "0")}`;
      accept({
        by: bob,
        side: makerSide,
        outcome: makerOutcome,
        price: text(price),
        amounts: makerSide === "BUY" ? [(size * price) / 10_000n, size] : [size, (size * price) / 10_000n],
      });
      // A market BUY for whole cents leaves the maker with a broken size; then a limit order takes what is left.
      const same = random.next() < 0.5;
      const outcome = (same ? makerOutcome : 1 - makerOutcome) as 0 | 1;
      const own = same ? price : 10_000n - price;
      const takerBuys = same ? makerSide === "SELL" : makerSide === "BUY";
      const spend = BigInt(100 + Math.floor(random.next() * 900)) * 10_000n;
      const want = takerBuys ? (spend * 10_000n) / own : spend;
      const most = want < size ? want : size;
      const asked = takerBuys ? want : (want * own) / 10_000n;
      const taken = place({
        by: alice,
        side: takerBuys ? "BUY" : "SELL",
        outcome,
        type: "FAK",
        amounts: takerBuys ? [spend, asked] : [want, asked],
      });
      if (!taken.success) throw new Error(`round ${round}: ${taken.errorMsg}`);
      const says = contract({ side: makerSide, price }, same, most);
      const gave = takerBuys ? says.takerUsd : says.moved;
      const got = takerBuys ? says.moved : says.takerUsd;
      expect([round, taken.making, taken.taking]).toEqual([round, gave, got]);
    }
  });
});

describe("integer arithmetic", () => {
  it("is exact where products leave 2⁵³", () => {
    const random = createSeededRandom(5);
    for (let round = 0; round < 20_000; round++) {
      const units = Math.floor(random.next() * 2 ** (10 + random.next() * 42));
      const price = 1 + Math.floor(random.next() * 9_999);
      expect(BigInt(timesPrice(units, price))).toBe((BigInt(units) * BigInt(price)) / 10_000n);
      if (units < 2 ** 36) {
        expect(BigInt(overPrice(units, price))).toBe((BigInt(units) * 10_000n) / BigInt(price));
      }
    }
  });
});
