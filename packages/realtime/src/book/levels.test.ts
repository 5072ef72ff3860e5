import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Levels } from "./levels.ts";

function contents(levels: Levels): [number, number][] {
  return Array.from({ length: levels.count }, (_, at) => [levels.priceAt(at), levels.sizeAt(at)]);
}

describe("Levels", () => {
  it.each(["bids", "asks"] as const)("keeps %s equal to a sorted map, for all changes", (side) => {
    const change = fc.record({
      price: fc.integer({ min: 1, max: 60 }),
      size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000_000 })),
      drop: fc.option(fc.integer({ min: 0, max: 61 }), { freq: 8, nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
        const levels = new Levels(side);
        const model = new Map<number, number>();
        const better = (a: number, b: number) => (side === "bids" ? a > b : a < b);
        for (const { price, size, drop } of changes) {
          levels.set(price, size);
          if (size === 0) model.delete(price);
          else model.set(price, size);
          if (drop !== undefined) {
            const gone = [...model.keys()].filter((key) => better(key, drop));
            expect(levels.dropBetterThan(drop)).toBe(gone.length);
            for (const key of gone) model.delete(key);
          }
          expect(levels.sizeOf(price)).toBe(model.get(price) ?? 0);
        }
        const expected = [...model].sort(([a], [b]) => (better(a, b) ? 1 : -1));
        expect(contents(levels)).toEqual(expected);
        expect(levels.best).toBe(expected.at(-1)?.[0]);
        const copy = new Levels(side);
        copy.copyFrom(levels);
        expect(copy.equals(levels)).toBe(true);
        copy.set(61, 5);
        expect(copy.equals(levels)).toBe(false);
        expect(contents(levels)).toEqual(expected);
      }),
    );
  });
});
