import fc from "fast-check";
import { TICK_SIZES, type TickSize } from "../money/tick.ts";
import { Rational } from "./rational.ts";

// The venue's rounding table again, typed from its documentation and not taken from the code under test.
export const TABLE: Readonly<Record<TickSize, { readonly price: number; readonly amount: number }>> = {
  "0.1": { price: 1, amount: 3 },
  "0.01": { price: 2, amount: 4 },
  "0.005": { price: 3, amount: 5 },
  "0.0025": { price: 4, amount: 6 },
  "0.001": { price: 3, amount: 5 },
  "0.0001": { price: 4, amount: 6 },
};

/** How many grid prices a tick has: multiples of it from tick to 1 − tick. */
export function gridSize(tick: TickSize): bigint {
  return new Rational(1n).over(Rational.of(tick)).floor() - 1n;
}

/** The `index`-th grid price (from 1) as decimal text. */
export function gridPrice(tick: TickSize, index: bigint): string {
  return decimalText(Rational.of(tick).times(new Rational(index)), 4);
}

/** Decimal text of a fraction that has at most `places` decimals. */
export function decimalText(value: Rational, places: number): string {
  const digits = value
    .times(new Rational(10n ** BigInt(places)))
    .floor()
    .toString()
    .padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Any order: a side, a tick, a grid price, and an amount of up to ten million with two decimals. */
export const anyOrder = fc
  .record({
    side: fc.constantFrom("BUY" as const, "SELL" as const),
    tickSize: fc.constantFrom(...TICK_SIZES),
    position: fc.nat(9_999),
    cents: fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 1_000_000_000 })),
  })
  .map(({ side, tickSize, position, cents }) => ({
    side,
    tickSize,
    price: gridPrice(tickSize, (BigInt(position) % gridSize(tickSize)) + 1n),
    amount: decimalText(new Rational(BigInt(cents), 100n), 2),
  }));
