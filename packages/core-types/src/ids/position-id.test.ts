import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { InvalidIdError } from "../errors/validation.ts";
import {
  conditionIdOfPosition,
  formatPositionId,
  isPositionId,
  oppositePosition,
  type PositionIdParts,
  parsePositionId,
  positionId,
} from "./position-id.ts";

// The layout-valid example of the venue's migration guide.
const YES = "738009016472721401096948007640339832639004951408981342137363689363310903296";
const NO = "738009016472721401096948007640339832639004951408981342137363689363310903297";
const LEGACY = "71321045679252212594626385532706912750332728571942532289631379312455583992563";

const parts: PositionIdParts = {
  module: "negRisk",
  hash: 2n ** 128n - 1n,
  arity: 12,
  resolutionChain: 137,
  conditionIndex: 7,
  outcomeIndex: 1,
};
const withBits = (set: bigint) => (BigInt(formatPositionId(parts)) | set).toString();

describe("position ids of Protocol V2", () => {
  it("are told from the hashes of the older protocol by their bits", () => {
    expect([YES, NO, formatPositionId(parts)].map(isPositionId)).toEqual([true, true, true]);
    expect([LEGACY, "0", "1234", withBits(1n << 40n), withBits(1n << 103n)].map(isPositionId)).toEqual(
      Array(5).fill(false),
    );
    // A module nobody knows yet is still no hash.
    expect(isPositionId((9n << 248n).toString())).toBe(true);
    expect(() => isPositionId("x")).toThrow(InvalidIdError);
  });

  it("are taken apart and put together again", () => {
    expect(parsePositionId(YES)).toMatchObject({
      module: "binary",
      arity: 0,
      conditionIndex: 0,
      outcomeIndex: 0,
    });
    expect(formatPositionId(parsePositionId(NO))).toBe(NO);
    expect(parsePositionId(formatPositionId(parts))).toEqual(parts);
    fc.assert(
      fc.property(
        fc.record({
          module: fc.constantFrom("negRisk" as const, "directional" as const),
          hash: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
          arity: fc.nat(65_535),
          resolutionChain: fc.nat(65_535),
          conditionIndex: fc.nat(65_535),
          outcomeIndex: fc.constantFrom(0 as const, 1 as const),
        }),
        (random) => {
          expect(parsePositionId(formatPositionId(random))).toEqual(random);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    [LEGACY, "its reserved bits 40–103 are not zero, as in a token id of the older protocol"],
    ["1234", "its module (bits 248–255) is 0, not 1 to 4"],
    [(5n << 248n).toString(), "its module (bits 248–255) is 5, not 1 to 4"],
    [((1n << 248n) | (3n << 104n)).toString(), "a binary id has arity and condition index zero, not 3 and 0"],
    [
      ((3n << 248n) | (4n << 8n)).toString(),
      "a combinatorial id has arity and condition index zero, not 0 and 4",
    ],
    [((2n << 248n) | 2n).toString(), "its outcome (bits 0–7) is 2, not 0 or 1"],
    [7, "a number loses digits above 2^53: pass it as a string"],
  ])("%p is refused: %s", (value, problem) => {
    expect(() => positionId(value)).toThrow(InvalidIdError);
    expect(() => positionId(value)).toThrow(
      `positionId must be the decimal id of a Protocol V2 outcome; ${problem}.`,
    );
  });

  it("refuses parts that do not fit their bits", () => {
    expect(() => formatPositionId({ ...parts, arity: 65_536 })).toThrow("arity does not fit 16 bits");
    expect(() => formatPositionId({ ...parts, hash: -1n })).toThrow("hash does not fit 128 bits");
    expect(() => formatPositionId({ ...parts, hash: 2n ** 128n })).toThrow("hash does not fit 128 bits");
  });

  it("carry their condition and know their other outcome", () => {
    const yes = positionId(YES);
    expect(conditionIdOfPosition(yes)).toBe(conditionIdOfPosition(positionId(NO)));
    expect(conditionIdOfPosition(yes)).toMatch(/^0x01[0-9a-f]{60}00$/);
    expect(BigInt(conditionIdOfPosition(yes))).toBe((BigInt(YES) >> 8n) << 8n);
    expect([oppositePosition(yes), oppositePosition(positionId(NO))]).toEqual([NO, YES]);
  });
});
