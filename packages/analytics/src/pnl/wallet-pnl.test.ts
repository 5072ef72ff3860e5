import { describe, expect, it } from "@jest/globals";
import { decimal, type Fill, type TokenId } from "@pm/core-types";
import fc from "fast-check";
import { walletPnl } from "./wallet-pnl.ts";

const YES = "111" as TokenId;
const NO = "222" as TokenId;

let serial = 0;
function fill(over: {
  side: "BUY" | "SELL";
  price: string;
  size: string;
  fee?: string;
  status?: string;
  tokenId?: TokenId;
  tradeId?: string;
  timestamp?: number;
}): Fill {
  serial++;
  return {
    tradeId: (over.tradeId ?? `t${serial}`) as Fill["tradeId"],
    orderId: "0xorder" as Fill["orderId"],
    tokenId: over.tokenId ?? YES,
    conditionId: "0xc" as Fill["conditionId"],
    side: over.side,
    price: decimal(over.price),
    size: decimal(over.size),
    fee: decimal(over.fee ?? "0"),
    role: "TAKER",
    status: over.status ?? "CONFIRMED",
    timestamp: over.timestamp ?? serial,
  };
}

const marks = (entries: Record<string, string>) => new Map(Object.entries(entries) as [TokenId, string][]);

describe("walletPnl", () => {
  it("is zero for a wallet that never traded", () => {
    const pnl = walletPnl({ fills: [] });
    expect(pnl.net.toFixed()).toBe("0");
    expect(pnl).toMatchObject({ tokens: [], complete: true, rolledBack: 0 });
  });

  it("averages the cost of buys and realises the difference on sells", () => {
    const pnl = walletPnl({
      fills: [
        fill({ side: "BUY", price: "0.40", size: "100" }),
        fill({ side: "BUY", price: "0.50", size: "100", fee: "0.25" }),
        fill({ side: "SELL", price: "0.60", size: "50", fee: "0.1" }),
      ],
      marks: marks({ [YES]: "0.55" }),
    });
    const [token] = pnl.tokens;
    expect(token?.averagePrice?.toFixed()).toBe("0.45");
    expect(token?.size.toFixed()).toBe("150");
    expect(pnl.realized.toFixed()).toBe("7.5");
    expect(pnl.unrealized.toFixed()).toBe("15");
    expect(pnl.fees.toFixed()).toBe("0.35");
    expect(pnl.net.toFixed()).toBe("22.15");
  });

  it("leaves failed fills out, whichever report of them came first", () => {
    const bought = { side: "BUY", price: "0.4", size: "10" } as const;
    const reports = [
      fill({ ...bought, tradeId: "a", status: "MATCHED" }),
      fill({ ...bought, tradeId: "a", status: "TRADE_STATUS_FAILED" }),
      fill({ ...bought, tradeId: "b", status: "MATCHED" }),
      fill({ ...bought, tradeId: "b", status: "CONFIRMED" }),
    ];
    for (const fills of [reports, [...reports].reverse()]) {
      const pnl = walletPnl({ fills });
      expect(pnl.rolledBack).toBe(1);
      expect(pnl.tokens[0]?.size.toFixed()).toBe("10");
    }
  });

  it("says which tokens it could not value", () => {
    const fills = [
      fill({ side: "BUY", price: "0.4", size: "10" }),
      fill({ side: "BUY", price: "0.3", size: "10", tokenId: NO }),
    ];
    const pnl = walletPnl({ fills, marks: marks({ [YES]: "0.5" }) });
    expect(pnl).toMatchObject({ complete: false, unmarked: [NO] });
    expect(pnl.unrealized.toFixed()).toBe("1");
  });

  it("carries shares sold without a buy (split or transferred in) as a negative size", () => {
    const pnl = walletPnl({
      fills: [
        fill({ side: "SELL", price: "0.6", size: "10" }),
        fill({ side: "BUY", price: "0.5", size: "25" }),
      ],
      marks: marks({ [YES]: "0.5" }),
    });
    expect(pnl.realized.toFixed()).toBe("1");
    expect(pnl.tokens[0]?.size.toFixed()).toBe("15");
    expect(pnl.unrealized.toFixed()).toBe("0");
  });
});

/** A fraction of bigints: an independent arithmetic to judge the decimals by. */
type Rational = { readonly n: bigint; readonly d: bigint };
const rational = (text: string): Rational => {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const n = BigInt(whole + fraction);
  return { n: text.startsWith("-") ? -n : n, d: 10n ** BigInt(fraction.length) };
};
const plus = (a: Rational, b: Rational): Rational => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
const times = (a: Rational, b: Rational): Rational => ({ n: a.n * b.n, d: a.d * b.d });
const minus = (a: Rational, b: Rational): Rational => plus(a, { n: -b.n, d: b.d });
const equal = (a: Rational, b: Rational): boolean => a.n * b.d === b.n * a.d;

const arbitraryFill = fc.record({
  side: fc.constantFrom("BUY" as const, "SELL" as const),
  price: fc.integer({ min: 1, max: 9999 }).map((n) => `0.${String(n).padStart(4, "0")}`),
  size: fc
    .integer({ min: 1, max: 1_000_000 })
    .map((n) => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, "0")}`),
  fee: fc.integer({ min: 0, max: 99_999 }).map((n) => `0.${String(n).padStart(5, "0")}`),
  tokenId: fc.constantFrom(YES, NO),
  status: fc.constantFrom("MATCHED", "MINED", "CONFIRMED", "FAILED"),
});

describe("walletPnl, for all fills", () => {
  it("conserves money: realized + unrealized − fees = cash + inventory value − fees", () => {
    fc.assert(
      fc.property(fc.array(arbitraryFill, { maxLength: 40 }), (specs) => {
        const fills = specs.map(fill);
        const pnl = walletPnl({ fills, marks: marks({ [YES]: "0.37", [NO]: "0.6301" }) });
        let worth: Rational = { n: 0n, d: 1n };
        for (const one of specs.filter((spec) => spec.status !== "FAILED")) {
          const mark = rational(one.tokenId === YES ? "0.37" : "0.6301");
          const gain = times(minus(mark, rational(one.price)), rational(one.size));
          worth = one.side === "BUY" ? plus(worth, gain) : minus(worth, gain);
          worth = minus(worth, rational(one.fee));
        }
        expect(equal(rational(pnl.net.toFixed()), worth)).toBe(true);
        const split = plus(rational(pnl.realized.toFixed()), rational(pnl.unrealized.toFixed()));
        expect(equal(minus(split, rational(pnl.fees.toFixed())), worth)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it("realises what a rational average-cost account realises, to 30 decimals", () => {
    fc.assert(
      fc.property(fc.array(arbitraryFill, { maxLength: 25 }), (specs) => {
        const fills = specs.map((spec) => fill({ ...spec, tokenId: YES, status: "CONFIRMED" }));
        const zero: Rational = { n: 0n, d: 1n };
        let size = zero;
        let average = zero;
        let realized = zero;
        for (const spec of specs) {
          const price = rational(spec.price);
          const unsigned = rational(spec.size);
          const signed = spec.side === "BUY" ? unsigned : { n: -unsigned.n, d: unsigned.d };
          const after = plus(size, signed);
          if (size.n === 0n || size.n > 0n === signed.n > 0n) {
            const cost = plus(times(average, size), times(price, signed));
            average = { n: cost.n * after.d, d: cost.d * after.n };
          } else {
            const flips = after.n !== 0n && after.n > 0n !== size.n > 0n;
            const closed = flips ? size : { n: -signed.n, d: signed.d };
            realized = plus(realized, times(minus(price, average), closed));
            if (flips) average = price;
          }
          size = after;
        }
        const got = rational(walletPnl({ fills }).realized.toFixed());
        const off = minus(got, realized);
        const bound = 10n ** 30n;
        expect((off.n < 0n ? -off.n : off.n) * bound <= (off.d < 0n ? -off.d : off.d)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it("does not depend on the order fills are given in", () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryFill, { maxLength: 20 }),
        fc.infiniteStream(fc.nat()),
        (specs, random) => {
          const fills = specs.map(fill);
          const shuffled = fills
            .map((one) => ({ one, key: random.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          const input = { marks: marks({ [YES]: "0.5", [NO]: "0.5" }) };
          expect(JSON.stringify(walletPnl({ ...input, fills: shuffled }))).toBe(
            JSON.stringify(walletPnl({ ...input, fills })),
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});
