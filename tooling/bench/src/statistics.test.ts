import { describe, expect, test } from "@jest/globals";
import { median, percentile, round, summarise } from "./statistics.ts";

describe("median", () => {
  test("of an odd number is the middle one, whatever the order", () => expect(median([9, 1, 5])).toBe(5));
  test("of an even number is the mean of the middle two", () => expect(median([4, 1, 3, 2])).toBe(2.5));
  test("sorts by value, not by text", () => expect(median([100, 9, 20])).toBe(20));
  test("of nothing is an error", () => expect(() => median([])).toThrow(RangeError));
});

describe("percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  test.each([
    [0, 1],
    [0.5, 50],
    [0.95, 95],
    [1, 100],
  ])("the %d share of 1…100 is %d", (share, expected) => expect(percentile(hundred, share)).toBe(expected));
  test("of one sample is that sample", () => expect(percentile([7], 0.95)).toBe(7));
});

test("a summary", () => expect(summarise([3, 1, 2])).toEqual({ median: 2, min: 1, p95: 3 }));

test.each([
  [1234.5678, 1235],
  [0.000123456, 0.0001235],
  [0, 0],
])("%d is told as %d", (value, expected) => expect(round(value)).toBe(expected));
