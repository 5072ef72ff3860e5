import { describe, expect, it } from "@jest/globals";
import type { Order, OrderFill } from "@pm/clob";
import { decimal } from "@pm/core-types";
import type { LedgerDump, LoggedRequest } from "@pm/venue";
import { type Belief, judge, type Kept } from "./judge.ts";
import { judgeLimits } from "./judge-limits.ts";

const atVenue = { id: "0xa", maker: "0xME", orderType: "GTC", status: "LIVE", matched: "0" };
const trade = { id: "t", takerOrderId: "0xa", size: "7", status: "CONFIRMED", makers: [] };
const fill = { tradeId: "t", size: 7_000_000n, status: "CONFIRMED" } as unknown as OrderFill;

const ledger = (part: Record<string, unknown> = {}) =>
  ({
    orders: [atVenue],
    trades: [],
    balances: [{ address: "0xme", collateral: "5" }],
    requests: [],
    ...part,
  }) as unknown as LedgerDump;
const order = (part: Record<string, unknown> = {}) =>
  ({
    id: "0xa",
    outcome: "accepted",
    state: { matched: decimal("0"), settled: false, fills: [] },
    ...part,
  }) as unknown as Order;
const filled = (matched: string, fills: readonly OrderFill[]) =>
  order({ state: { matched: decimal(matched), settled: true, fills } });
const belief = (part: Partial<Belief> = {}): Belief => ({
  wallet: "w",
  funder: "0xme",
  orders: [order()],
  funds: { balance: "5", reserved: "0", unsettled: "0" },
  ...part,
});
const kept = (ids: Record<string, { key?: string; refused?: boolean }> = { "0xa": {} }): Kept => ({
  intents: new Map(
    Object.entries(ids).map(([id, { key = `key of ${id}`, refused = false }]) => [id, { key, refused }]),
  ),
  closed: new Set(),
});
const twice = ledger({ orders: [atVenue, { ...atVenue, id: "0xb" }] });

describe("the judge", () => {
  it("has nothing to say when both agree", () => {
    expect(judge(belief(), kept(), ledger())).toEqual([]);
    const matched = ledger({ orders: [{ ...atVenue, matched: "7" }], trades: [trade] });
    expect(judge(belief({ orders: [filled("7", [fill])] }), kept(), matched)).toEqual([]);
  });

  it.each<[string, Belief, Kept, LedgerDump, string]>([
    [
      "a key with two orders at the venue",
      belief({ orders: [order(), order({ id: "0xb" })] }),
      kept({ "0xa": { key: "k" }, "0xb": { key: "k" } }),
      twice,
      "the venue holds 2 orders for key k",
    ],
    [
      "an order that was sent before it was kept",
      belief({ orders: [order(), order({ id: "0xb" })] }),
      kept(),
      twice,
      "0xb was sent, but nobody was asked to keep it",
    ],
    [
      "an order that the disk refused",
      belief(),
      kept({ "0xa": { refused: true } }),
      ledger(),
      "sent although the journal refused it",
    ],
    ["an order nobody knows", belief({ orders: [] }), kept(), ledger(), "which is known to nobody here"],
    [
      "an order that is thought to be refused",
      belief({ orders: [order({ outcome: "rejected" })] }),
      kept(),
      ledger(),
      "which is rejected here",
    ],
    [
      "an order that is not there",
      belief(),
      kept(),
      ledger({ orders: [] }),
      "was called accepted, but the venue has no such order",
    ],
    [
      "a fill that was missed",
      belief(),
      kept(),
      ledger({ orders: [{ ...atVenue, matched: "7" }] }),
      "matched 7 at the venue, 0 here",
    ],
    [
      "a fill that was counted twice",
      belief({ orders: [filled("7", [fill, { ...fill, tradeId: "u" as never }])] }),
      kept(),
      ledger({ orders: [{ ...atVenue, matched: "7" }], trades: [trade] }),
      "by t 7 CONFIRMED and u 7 CONFIRMED here",
    ],
    [
      "a fill that failed and was not rolled back",
      belief({ orders: [filled("7", [fill])] }),
      kept(),
      ledger({ orders: [{ ...atVenue, matched: "7" }], trades: [{ ...trade, status: "FAILED" }] }),
      "by t 7 FAILED at the venue, by t 7 CONFIRMED here",
    ],
    [
      "an order without funds",
      belief({
        orders: [
          order(),
          order({ id: "0xc", outcome: "rejected", error: { name: "InsufficientBalanceError" } }),
        ],
      }),
      kept(),
      ledger(),
      "0xc was sent without the funds for it",
    ],
    [
      "an overdraft",
      belief({ funds: undefined }),
      kept(),
      ledger({ balances: [{ address: "0xME", collateral: "-1" }] }),
      "it is overdrawn",
    ],
    [
      "funds that were never released",
      belief({ funds: { balance: "5", reserved: "2.5", unsettled: "0" } }),
      kept(),
      ledger(),
      "2.5 pUSD are still held",
    ],
    [
      "another balance",
      belief({ funds: { balance: "6", reserved: "0", unsettled: "0" } }),
      kept(),
      ledger(),
      "5 pUSD at the venue, 6 here",
    ],
  ])("notices %s", (_name, believed, remembered, told, complaint) => {
    expect(judge(believed, remembered, told).join("\n")).toContain(complaint);
  });
});

describe("the judge of limits", () => {
  const update = (at: number, part: Partial<LoggedRequest> = {}): LoggedRequest => ({
    sequence: at,
    at,
    surface: "clob",
    method: "GET",
    path: "/balance-allowance/update",
    route: "GET /balance-allowance/update",
    wallet: undefined,
    status: 200,
    orderHashes: [],
    faults: [],
    ...part,
  });
  const updates = (count: number, everyMs: number): LedgerDump =>
    ledger({ requests: Array.from({ length: count }, (_, index) => update(index * everyMs)) });

  it("lets pass what a limit and its margin allow, and a new life what a new life may", () => {
    expect(judgeLimits([0], updates(40, 1))).toEqual([]);
    expect(judgeLimits([0], updates(200, 260))).toEqual([]);
    expect(judgeLimits([0, 40], updates(80, 1))).toEqual([]);
    expect(judgeLimits([0, 40], updates(110, 1))).toEqual([]);
    expect(judgeLimits([0, 40], updates(111, 1))).toHaveLength(1);
  });

  it("notices one request too many in any interval", () => {
    expect(judgeLimits([0], updates(41, 1))).toEqual([
      "41 requests in one interval of clob:balance-allowance/update:10s, where 40 may be",
    ]);
    expect(judgeLimits([0], updates(200, 240))).not.toEqual([]);
  });

  it("notices a refusal that no fault made", () => {
    const refused = [update(0, { status: 429 }), update(9, { status: 429, faults: ["status"] })];
    expect(judgeLimits([0], ledger({ requests: refused }))).toEqual([
      "the venue had to refuse GET /balance-allowance/update with 429",
    ]);
    expect(judgeLimits([-60_000, -5_000], ledger({ requests: refused }))).toEqual([]);
  });
});
