import { describe, expect, it } from "@jest/globals";
import type { Order } from "@pm/clob";
import { decimal } from "@pm/core-types";
import type { LedgerDump } from "@pm/venue";
import { type Belief, judge } from "./judge.ts";
import { addReports, NOTHING } from "./report.ts";
import { simulate } from "./simulate.ts";

describe("a simulated campaign", () => {
  it("leaves no order doubled, lost or miscounted", async () => {
    let total = NOTHING;
    for (let seed = 1; seed <= 6; seed++) total = addReports(total, await simulate(seed));
    expect(total).toMatchObject({ runs: 6, violations: [], unresolved: 0 });
    expect(total.orders).toBeGreaterThan(50);
    expect(total.crashes).toBeGreaterThan(3);
    expect(total.faults).toBeGreaterThan(10);
  }, 120_000);
});

describe("the judge", () => {
  const atVenue = { id: "0xa", maker: "0xME", orderType: "GTC", status: "LIVE", matched: "0" };
  const ledger = (part: Record<string, unknown> = {}) =>
    ({
      orders: [atVenue],
      trades: [],
      balances: [{ address: "0xme", collateral: "5" }],
      ...part,
    }) as unknown as LedgerDump;
  const order = (part: Record<string, unknown> = {}) =>
    ({
      id: "0xa",
      outcome: "accepted",
      state: { matched: decimal("0"), settled: false, fills: [] },
      ...part,
    }) as unknown as Order;
  const belief = (part: Partial<Belief> = {}): Belief => ({
    wallet: "w",
    funder: "0xme",
    intents: 1,
    idsByKey: new Map([["k", new Set(["0xa"])]]),
    orders: [order()],
    ...part,
  });

  it("has nothing to say when both agree", () => expect(judge(belief(), ledger())).toEqual([]));

  it("lets a key be used again when the venue does not hold its first order", () => {
    const reused = belief({ idsByKey: new Map([["k", new Set(["0xa", "0xb"])]]) });
    expect(judge(reused, ledger())).toEqual([]);
  });

  it.each([
    [
      "a key with two orders at the venue",
      belief({ idsByKey: new Map([["k", new Set(["0xa", "0xb"])]]) }),
      ledger({ orders: [atVenue, { ...atVenue, id: "0xb" }] }),
      "holds 2 orders for key k",
    ],
    [
      "an order too many",
      belief(),
      ledger({ orders: [atVenue, { ...atVenue, id: "0xb" }] }),
      "2 orders for 1 intents",
    ],
    ["an order nobody knows", belief({ orders: [] }), ledger(), "which nobody here knows"],
    ["an order that is not there", belief(), ledger({ orders: [] }), "the venue has no such order"],
    [
      "a fill that was missed",
      belief(),
      ledger({ orders: [{ ...atVenue, matched: "7" }] }),
      "matched 7 at the venue, 0 here",
    ],
    [
      "an order without funds",
      belief({
        orders: [
          order(),
          order({ id: "0xc", outcome: "rejected", error: { name: "InsufficientBalanceError" } }),
        ],
      }),
      ledger(),
      "sent without the funds",
    ],
    [
      "a trade that failed and was not rolled back",
      belief({ orders: [order({ state: { matched: decimal("0"), settled: true, fills: [] } })] }),
      ledger({ trades: [{ status: "FAILED", takerOrderId: "0xa", makers: [] }] }),
      "1 trades failed at the venue, 0 were rolled back here",
    ],
    ["an overdraft", belief(), ledger({ balances: [{ address: "0xME", collateral: "-1" }] }), "is overdrawn"],
  ])("notices %s", (_name, believed, told, complaint) => {
    expect(judge(believed, told).join("\n")).toContain(complaint);
  });
});
