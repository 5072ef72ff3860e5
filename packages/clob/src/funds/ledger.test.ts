import { describe, expect, it } from "@jest/globals";
import type { OrderId } from "@pm/core-types";
import fc from "fast-check";
import { createFundsLedger, type FundsLedger } from "./ledger.ts";

const id = (name: string) => name as OrderId;
const read = (ledger: FundsLedger, units: bigint) => ledger.beginReading("collateral")(units);

describe("the funds ledger", () => {
  it("knows nothing before the first reading", () => {
    const ledger = createFundsLedger();
    ledger.reserve({ orderId: id("a"), asset: "collateral", units: 5n });
    expect(ledger.available("collateral")).toBeUndefined();
    read(ledger, 12n);
    expect(ledger.available("collateral")).toBe(7n);
  });

  it("releases exactly once, and never raises", () => {
    const ledger = createFundsLedger();
    ledger.reserve({ orderId: id("a"), asset: "collateral", units: 10n });
    expect(() => ledger.reserve({ orderId: id("a"), asset: "collateral", units: 1n })).toThrow(
      "has a reservation already",
    );
    expect(() => ledger.reserve({ orderId: id("b"), asset: "collateral", units: -1n })).toThrow(
      "would give funds back",
    );
    ledger.lower(id("a"), 20n);
    expect(ledger.reserved("collateral")).toBe(10n);
    ledger.lower(id("a"), 4n);
    expect(ledger.reserved("collateral")).toBe(4n);
    expect([ledger.release(id("a")), ledger.release(id("a"))]).toEqual([true, false]);
    expect(ledger.reserved("collateral")).toBe(0n);
    expect(ledger.list()).toEqual([]);
  });

  it("a fill is taken until a reading that began after it was on chain", () => {
    const ledger = createFundsLedger();
    read(ledger, 100n);
    ledger.debit("fill", "collateral", 30n);
    ledger.debit("fill", "collateral", 30n);
    expect(ledger.available("collateral")).toBe(70n);
    const early = ledger.beginReading("collateral");
    ledger.land("fill");
    early(100n);
    expect(ledger.available("collateral")).toBe(70n);
    read(ledger, 70n);
    expect(ledger.available("collateral")).toBe(70n);
    expect(ledger.unsettled("collateral")).toBe(0n);
    ledger.debit("fill", "collateral", 30n);
    expect(ledger.available("collateral")).toBe(70n);
  });

  it("a fill that failed took nothing, and does not come back", () => {
    const ledger = createFundsLedger();
    read(ledger, 100n);
    ledger.debit("fill", "collateral", 30n);
    ledger.undo("fill");
    ledger.debit("fill", "collateral", 30n);
    expect(ledger.available("collateral")).toBe(100n);
  });

  it("an older reading that answers late does not replace a newer one", () => {
    const ledger = createFundsLedger();
    const slow = ledger.beginReading("collateral");
    read(ledger, 50n);
    slow(100n);
    expect(ledger.balance("collateral")).toBe(50n);
  });

  it("whatever happens, in any order: available is never more than the chain gives away", () => {
    // A model chain: a balance that fills reduce when they land. The ledger hears of everything late and in any order.
    const step = fc.oneof(
      fc.record({
        do: fc.constant("place" as const),
        order: fc.nat({ max: 5 }),
        units: fc.integer({ min: 1, max: 40 }),
      }),
      fc.record({
        do: fc.constant("fill" as const),
        order: fc.nat({ max: 5 }),
        share: fc.integer({ min: 1, max: 4 }),
      }),
      fc.record({ do: fc.constant("land" as const), pick: fc.nat({ max: 9 }) }),
      fc.record({ do: fc.constant("fail" as const), pick: fc.nat({ max: 9 }) }),
      fc.record({ do: fc.constant("begin" as const) }),
      fc.record({ do: fc.constant("answer" as const), pick: fc.nat({ max: 3 }) }),
      fc.record({ do: fc.constant("cancel" as const), order: fc.nat({ max: 5 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ledger = createFundsLedger();
        let chain = 100n;
        read(ledger, chain);
        const open = new Map<string, bigint>();
        const pending: { key: string; units: bigint }[] = [];
        const readings: { finish: (units: bigint) => void; seen: bigint }[] = [];
        let serial = 0;
        for (const each of steps) {
          if (each.do === "place") {
            const order = `${each.order}-${serial++}`;
            const units = BigInt(each.units);
            if ((ledger.available("collateral") ?? 0n) >= units) {
              ledger.reserve({ orderId: id(order), asset: "collateral", units });
              open.set(order, units);
            }
          } else if (each.do === "fill") {
            const [order, left] = [...open][each.order] ?? [];
            if (order === undefined || left === undefined) continue;
            const units = left / BigInt(each.share);
            if (units === 0n) continue;
            const key = `fill-${serial++}`;
            pending.push({ key, units });
            ledger.debit(key, "collateral", units);
            ledger.lower(id(order), left - units);
            if (left === units) open.delete(order);
            else open.set(order, left - units);
          } else if (each.do === "land" && pending.length > 0) {
            const [fill] = pending.splice(each.pick % pending.length, 1);
            chain -= fill!.units;
            ledger.land(fill!.key);
          } else if (each.do === "fail" && pending.length > 0) {
            const [fill] = pending.splice(each.pick % pending.length, 1);
            ledger.undo(fill!.key);
          } else if (each.do === "begin") {
            readings.push({ finish: ledger.beginReading("collateral"), seen: chain });
          } else if (each.do === "answer" && readings.length > 0) {
            const [reading] = readings.splice(each.pick % readings.length, 1);
            reading!.finish(reading!.seen);
          } else if (each.do === "cancel") {
            const [order] = [...open][each.order] ?? [];
            if (order !== undefined && ledger.release(id(order))) open.delete(order);
          }
          const promised = [...open.values(), ...pending.map((fill) => fill.units)].reduce(
            (sum, units) => sum + units,
            0n,
          );
          expect(promised).toBeLessThanOrEqual(chain);
          expect(ledger.available("collateral")).toBeLessThanOrEqual(chain - promised);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
