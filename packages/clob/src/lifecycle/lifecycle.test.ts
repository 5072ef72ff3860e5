import { describe, expect, it } from "@jest/globals";
import { OrderRejectedError, type TradeId } from "@pm/core-types";
import fc from "fast-check";
import { emptyFacts, type OrderFact, type OrderFacts, type OrderFill, type OrderTerms } from "./facts.ts";
import { applyFact } from "./join.ts";
import { stateOf } from "./state.ts";

const SHARES = 1_000_000n;
const limit: OrderTerms = { size: 100n * SHARES, budget: undefined, timeInForce: "GTC" };

function fill(id: string, size: number, status = "MATCHED", part: Partial<OrderFill> = {}): OrderFact {
  return {
    type: "filled",
    fill: {
      tradeId: id as TradeId,
      tokenId: "1" as never,
      side: "BUY",
      role: "MAKER",
      size: BigInt(size) * SHARES,
      price: 500_000n,
      status,
      transactionHash: undefined,
      updatedAt: 0,
      matchedAt: 0,
      ...part,
    },
  };
}

const told = (status: string, matched?: number, tradeIds: string[] = []): OrderFact => ({
  type: "told",
  status,
  matched: matched === undefined ? undefined : BigInt(matched) * SHARES,
  tradeIds: tradeIds as TradeId[],
});
const answered = (status: string, tradeIds: string[] = []): OrderFact => ({
  type: "answered",
  status,
  tradeIds: tradeIds as TradeId[],
});
const refused: OrderFact = { type: "refused", error: new OrderRejectedError({ message: "refused" }) };
const absent: OrderFact = { type: "absent", error: new OrderRejectedError({ message: "never seen" }) };

const learn = (facts: readonly OrderFact[], terms = limit): OrderFacts =>
  facts.reduce(applyFact, emptyFacts(terms));

function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length < 2) {
    yield items;
    return;
  }
  for (const [index, first] of items.entries()) {
    const rest = [...items.slice(0, index), ...items.slice(index + 1)];
    for (const tail of permutations(rest)) yield [first, ...tail];
  }
}

/** Facts as plain data that does not depend on the order sets and maps were filled in. */
function plain(facts: OrderFacts): unknown {
  return {
    ...facts,
    answered: [...facts.answered].sort(),
    told: [...facts.told].sort(),
    tradeIds: [...facts.tradeIds].sort(),
    fills: [...facts.fills].sort(([left], [right]) => (left < right ? -1 : 1)),
  };
}

const stories: readonly (readonly [string, OrderTerms, readonly OrderFact[]])[] = [
  [
    "rests, fills in two parts, confirms",
    limit,
    [
      answered("live"),
      told("LIVE", 0),
      fill("a", 40),
      fill("a", 40, "CONFIRMED"),
      fill("b", 60, "CONFIRMED"),
      told("MATCHED", 100, ["a", "b"]),
    ],
  ],
  [
    "partly filled, then cancelled",
    limit,
    [
      answered("live"),
      { type: "cancel-asked" },
      { type: "cancel-confirmed" },
      told("CANCELED", 40, ["a"]),
      fill("a", 40, "MINED"),
      fill("a", 40, "CONFIRMED"),
    ],
  ],
  [
    "lost answer, duplicate, then seen",
    limit,
    [{ type: "duplicate" }, refused, told("LIVE", 0), fill("a", 10, "MATCHED"), fill("a", 10, "FAILED")],
  ],
  ["refused after all", limit, [refused, absent]],
  [
    "killed FAK",
    { ...limit, timeInForce: "FAK" },
    [
      answered("matched", ["a"]),
      fill("a", 30),
      told("CANCELED_no more liquidity", undefined),
      fill("a", 30, "CONFIRMED"),
    ],
  ],
  [
    "retried on chain",
    limit,
    [
      answered("matched", ["a"]),
      fill("a", 100, "MATCHED"),
      fill("a", 100, "RETRYING", { updatedAt: 5 }),
      fill("a", 100, "MINED", { updatedAt: 7, transactionHash: "0x2" }),
      fill("a", 100, "MINED", { updatedAt: 3, transactionHash: "0x1" }),
    ],
  ],
];

describe("what is learned about an order", () => {
  it.each(stories)("is the same in every order: %s", (_name, terms, facts) => {
    const expected = plain(learn(facts, terms));
    for (const order of permutations(facts)) expect(plain(learn(order, terms))).toEqual(expected);
  });

  it.each(stories)("does not change by repetition: %s", (_name, terms, facts) => {
    const once = learn(facts, terms);
    expect(plain(learn([...facts, ...facts, ...[...facts].reverse()], terms))).toEqual(plain(once));
    // A fact that is known already returns the very same object: nobody is told twice.
    for (const fact of facts) expect(applyFact(once, fact)).toBe(once);
  });

  it("any set of facts, in any interleaving, with any repetition, adds up to one state", () => {
    const statuses = ["LIVE", "MATCHED", "DELAYED", "UNMATCHED", "CANCELED", "CANCELED_x", "INVALID"];
    const settlement = [
      "MATCHED",
      "MINED",
      "CONFIRMED",
      "RETRYING",
      "FAILED",
      "MATCHED_NOT_BROADCASTED",
      "NEW_ONE",
    ];
    const anyFact: fc.Arbitrary<OrderFact> = fc.oneof(
      fc
        .constantFrom("live", "matched", "delayed", "unmatched", "other")
        .map((status) => answered(status, ["a"])),
      fc.constantFrom<OrderFact>(
        refused,
        absent,
        { type: "duplicate" },
        { type: "cancel-asked" },
        { type: "cancel-confirmed" },
      ),
      fc
        .tuple(fc.constantFrom(...statuses), fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }))
        .map(([status, matched]) => told(status, matched)),
      fc
        .integer({ min: 0, max: 100 })
        .map((shares): OrderFact => ({ type: "vanished", matched: BigInt(shares) * SHARES })),
      fc.integer({ min: 0, max: 100 }).map(
        (matched): OrderFact => ({
          ...(told("MATCHED", matched) as OrderFact & { type: "told" }),
          gone: true,
        }),
      ),
      fc
        .tuple(
          fc.constantFrom("a", "b", "c"),
          fc.constantFrom(...settlement),
          fc.nat({ max: 3 }),
          fc.constantFrom(undefined, "0x1", "0x2"),
        )
        .map(([id, status, updatedAt, transactionHash]) =>
          fill(id, 30, status, { updatedAt, transactionHash }),
        ),
    );
    const terms = fc.constantFrom<OrderTerms>(
      limit,
      { ...limit, timeInForce: "FOK" },
      { ...limit, timeInForce: "FAK", budget: 15n * SHARES },
    );
    fc.assert(
      fc.property(
        terms,
        fc
          .array(anyFact, { maxLength: 7 })
          .chain((facts) =>
            fc.tuple(
              fc.constant(facts),
              fc.shuffledSubarray(facts, { minLength: facts.length }),
              fc.array(fc.nat({ max: Math.max(0, facts.length - 1) }), { maxLength: 5 }),
            ),
          ),
        (orderTerms, [facts, shuffled, repeats]) => {
          const expected = learn(facts, orderTerms);
          const again = learn(
            [...shuffled, ...repeats.flatMap((index) => shuffled[index] ?? [])],
            orderTerms,
          );
          expect(plain(again)).toEqual(plain(expected));
          expect(stateOf(again)).toEqual(stateOf(expected));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("knowledge only grows: an accepted order is never unaccepted, a done one never undone", () => {
    const rank = { unknown: 0, rejected: 1, accepted: 2 };
    for (const [, terms, facts] of stories) {
      for (const order of permutations(facts)) {
        let known = emptyFacts(terms);
        let before = stateOf(known);
        for (const fact of order) {
          known = applyFact(known, fact);
          const after = stateOf(known);
          expect(rank[after.outcome]).toBeGreaterThanOrEqual(rank[before.outcome]);
          if (before.end !== undefined) expect(after.end).toBeDefined();
          expect(after.matched.gte(before.matched)).toBe(true);
          before = after;
        }
      }
    }
  });
});

describe("stateOf", () => {
  const state = (facts: readonly OrderFact[], terms?: OrderTerms) => {
    const { phase, end, settled, matched, filled, remaining, outcome } = stateOf(learn(facts, terms));
    return {
      phase,
      end,
      settled,
      outcome,
      matched: matched.toFixed(),
      filled: filled.toFixed(),
      remaining: remaining.toFixed(),
    };
  };

  it("before anything is known", () => {
    expect(state([])).toEqual({
      phase: "unknown",
      end: undefined,
      settled: false,
      outcome: "unknown",
      matched: "0",
      filled: "0",
      remaining: "100",
    });
  });

  it("a matched answer to a resting order says nothing about the rest of it", () => {
    expect(state([answered("matched", ["a"]), fill("a", 40)])).toMatchObject({
      phase: "open",
      remaining: "60",
      settled: false,
    });
  });

  it("delayed is neither filled nor open, until something shows", () => {
    expect(state([answered("delayed")])).toMatchObject({ phase: "delayed", matched: "0", remaining: "100" });
    expect(state([answered("delayed"), told("LIVE", 0)])).toMatchObject({ phase: "open" });
    expect(state([answered("delayed"), fill("a", 5)])).toMatchObject({ phase: "open", remaining: "95" });
  });

  it("is settled only when every trade that was named was seen and is final", () => {
    const sold = [answered("matched", ["a", "b"]), fill("a", 40, "CONFIRMED")];
    expect(stateOf(learn(sold)).missingTrades).toEqual(["b"]);
    expect(state([...sold, fill("b", 60, "MINED")])).toMatchObject({ end: "filled", settled: false });
    expect(state([...sold, fill("b", 60, "CONFIRMED")])).toMatchObject({ end: "filled", settled: true });
  });

  it("a trade that failed is rolled back, and that is settled too", () => {
    expect(state([answered("matched", ["a"]), fill("a", 100, "FAILED")])).toMatchObject({
      filled: "0",
      matched: "100",
      settled: true,
    });
  });

  it("a cancel that only its own answer tells of may still hide fills", () => {
    const cancelled: readonly OrderFact[] = [
      answered("live"),
      { type: "cancel-asked" },
      { type: "cancel-confirmed" },
    ];
    expect(state(cancelled)).toMatchObject({ phase: "done", end: "cancelled", settled: false });
    expect(state([...cancelled, told("CANCELED", 0)])).toMatchObject({ settled: true });
    expect(state([...cancelled, told("CANCELED", 40)])).toMatchObject({ settled: false, matched: "40" });
    expect(state([...cancelled, told("CANCELED", 40), fill("a", 40, "CONFIRMED")])).toMatchObject({
      settled: true,
    });
  });

  it("dust that the venue leaves unmatched is not a remainder", () => {
    const almost = fill("a", 99, "CONFIRMED", { size: 99_995_000n });
    expect(state([answered("live"), almost])).toMatchObject({ end: "filled", settled: true });
    expect(state([answered("live"), fill("a", 99, "CONFIRMED", { size: 99_990_000n })])).toMatchObject({
      phase: "open",
    });
  });

  it("MATCHED of a resting order that is not full means matched so far, unless it is off the book", () => {
    expect(state([answered("live"), told("MATCHED", 40)])).toMatchObject({ phase: "open", remaining: "60" });
    expect(state([answered("live"), told("MATCHED", 100)])).toMatchObject({ phase: "done", end: "filled" });
    const gone: OrderFact = { ...(told("MATCHED", 40) as OrderFact & { type: "told" }), gone: true };
    expect(state([answered("live"), gone])).toMatchObject({ phase: "done", end: "filled" });
    expect(state([answered("live"), told("MATCHED", 40), told("CANCELED", 40)])).toMatchObject({
      end: "cancelled",
    });
  });

  it("an order that the venue forgot is over, with what its trades add up to", () => {
    const vanished = (shares: number): OrderFact => ({ type: "vanished", matched: BigInt(shares) * SHARES });
    expect(state([answered("live"), vanished(0)])).toMatchObject({
      end: "gone",
      settled: true,
      remaining: "0",
    });
    expect(state([answered("live"), vanished(40)])).toMatchObject({
      end: "gone",
      matched: "40",
      settled: false,
    });
    expect(state([answered("live"), vanished(40), fill("a", 40, "CONFIRMED")])).toMatchObject({
      settled: true,
    });
    expect(state([answered("live"), vanished(100), fill("a", 100, "CONFIRMED")])).toMatchObject({
      end: "filled",
    });
    expect(state([answered("live"), { type: "cancel-confirmed" }, vanished(0)])).toMatchObject({
      end: "cancelled",
    });
    const fak: OrderTerms = { ...limit, timeInForce: "FAK" };
    expect(state([answered("unmatched"), vanished(0)], fak)).toMatchObject({ end: "killed", settled: true });
  });

  it("an immediate order that is called matched but names no trade is done, and not settled", () => {
    const fak: OrderTerms = { ...limit, timeInForce: "FAK" };
    expect(state([answered("matched")], fak)).toMatchObject({ phase: "done", settled: false });
    expect(state([answered("matched"), told("MATCHED", 30)], fak)).toMatchObject({
      end: "killed",
      settled: false,
      matched: "30",
    });
    expect(state([answered("matched"), told("MATCHED", 30), fill("a", 30, "CONFIRMED")], fak)).toMatchObject({
      settled: true,
      filled: "30",
    });
  });

  it("a market BUY is full when its money is spent, however many shares that were", () => {
    const market: OrderTerms = { size: 90n * SHARES, budget: 50n * SHARES, timeInForce: "GTC" };
    expect(state([answered("live"), fill("a", 99)], market)).toMatchObject({ phase: "open" });
    expect(state([answered("live"), fill("a", 100)], market)).toMatchObject({ end: "filled" });
  });

  it("a FOK the venue calls a duplicate and no read shows was killed", () => {
    const fok: OrderTerms = { ...limit, timeInForce: "FOK" };
    expect(state([{ type: "duplicate" }], fok)).toMatchObject({ phase: "open", outcome: "accepted" });
    expect(state([{ type: "duplicate" }, absent], fok)).toMatchObject({
      phase: "done",
      end: "killed",
      filled: "0",
    });
  });

  it("presence beats refusal", () => {
    expect(state([refused])).toMatchObject({ phase: "rejected", settled: true, remaining: "0" });
    expect(state([refused, told("LIVE", 0)])).toMatchObject({ phase: "open" });
  });
});
