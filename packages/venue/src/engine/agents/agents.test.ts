import { describe, expect, it } from "@jest/globals";
import { createSeededRandom } from "@pm/core-types/virtual";
import { exchange } from "../testing/exchange.ts";
import { createAgents } from "./agents.ts";

function busy(seed: number, ratePerSecond = 200) {
  const at = exchange({ traders: 0, listen: false });
  const event = at.engine.addEvent({
    slug: "cup",
    title: "Cup",
    negRisk: true,
    markets: ["ants", "bees", "cats"].map((slug) => ({ slug, question: `${slug}?`, tickSize: "0.001" })),
  });
  const agents = createAgents({
    engine: at.engine,
    clock: at.clock,
    random: createSeededRandom(seed),
    ratePerSecond,
  });
  return { ...at, event, agents };
}

describe("agents", () => {
  it("fill every book, then keep them moving at the rate", async () => {
    const { engine, clock, agents } = busy(1);
    agents.start();
    const tokens = engine.markets().map((market) => market.outcomes[0].tokenId);
    const filled = tokens.map((token) => engine.book(token));
    for (const book of filled) expect((book?.bids.length ?? 0) + (book?.asks.length ?? 0)).toBeGreaterThan(4);
    const before = agents.actions();
    await clock.advance(10_000);
    expect(agents.actions() - before).toBeGreaterThanOrEqual(1_990);
    expect(agents.actions() - before).toBeLessThanOrEqual(2_010);
    expect(tokens.map((token) => engine.book(token)?.hash)).not.toEqual(filled.map((book) => book?.hash));
    expect(engine.trades().length).toBeGreaterThan(100);
    expect(engine.checkConservation().problems).toEqual([]);
    agents.stop();
  });

  it("repeat for a seed and differ between seeds", async () => {
    const run = async (seed: number): Promise<string> => {
      const { engine, clock, agents } = busy(seed);
      agents.start();
      await clock.advance(2_000);
      agents.stop();
      return JSON.stringify(engine.snapshot());
    };
    const first = await run(1);
    expect(await run(1)).toBe(first);
    expect(await run(2)).not.toBe(first);
  });

  it("stop for good, and leave no timer but settlement's", async () => {
    const { engine, clock, agents } = busy(1);
    agents.start();
    agents.start();
    await clock.advance(1_000);
    agents.stop();
    const done = agents.actions();
    await clock.advance(20_000);
    expect(agents.actions()).toBe(done);
    expect(clock.pending()).toBe(0);
    engine.close();
  });

  it("come to markets that are listed later and leave resolved ones", async () => {
    const { engine, market, clock, agents } = busy(1);
    agents.start();
    await clock.advance(1_000);
    const late = engine.addMarket({ slug: "late", question: "Late?" });
    engine.resolve(market.conditionId, [1, 0]);
    await clock.advance(3_000);
    expect(engine.openOrders({ conditionId: late.conditionId }).length).toBeGreaterThan(5);
    expect(engine.openOrders({ conditionId: market.conditionId })).toEqual([]);
    agents.stop();
  });

  it("survive an engine that refuses everything", async () => {
    const { engine, clock, agents } = busy(1);
    agents.start();
    engine.setMode("disabled");
    await clock.advance(1_000);
    engine.setMode("normal");
    for (const trader of agents.traders)
      engine.withdraw(trader.address, engine.balanceAllowance(trader.address).balance);
    await clock.advance(1_000);
    expect(engine.openOrders().length).toBeGreaterThan(5);
    expect(engine.checkConservation().problems).toEqual([]);
    agents.stop();
  });
});
