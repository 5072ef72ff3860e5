import { describe, expect, it } from "@jest/globals";
import { InvalidChecksumError, InvalidIdError } from "../errors/validation.ts";
import { address } from "./address.ts";
import { apiKey, conditionId, isIdError, orderId, questionId, tokenId, tradeId } from "./ids.ts";

const hex = (digits: number) => `0x${"aB".repeat(digits / 2)}`;

describe("ids say what was wrong", () => {
  it.each([
    ["1e5", "its character 2 is not a digit"],
    ["0x1f", "it is hex"],
    ["007", "it has leading zeros"],
    ["", "it is empty"],
    ["-1", "its character 1 is not a digit"],
    [7, "a number loses digits above 2^53: pass it as a string"],
    [7n, "it is of type bigint"],
    [null, "it is null"],
    [undefined, "it is undefined"],
    [["1"], "it is an array"],
    [(2n ** 256n).toString(), "it is 2^256 or more"],
    ["9".repeat(79), "it is 2^256 or more"],
  ])("tokenId %p: %s", (value, problem) => {
    expect(() => tokenId(value)).toThrow(InvalidIdError);
    expect(() => tokenId(value)).toThrow(`tokenId must be a decimal uint256 string; ${problem}.`);
  });

  it.each([
    ["", "it is empty"],
    ["ab".repeat(32), "the 0x in front is missing"],
    ["ab".repeat(31), "it does not start with 0x"],
    [hex(60), "it has 60 hex digits"],
    [`0x${"0".repeat(63)}g`, "its character 66 is not a hex digit"],
    [5, "it is of type number"],
  ])("bytes32 %p: %s", (value, problem) => {
    for (const [kind, parse] of [
      ["conditionId", conditionId],
      ["questionId", questionId],
      ["orderId", orderId],
    ] as const) {
      expect(() => parse(value)).toThrow(`${kind} must be 0x and 64 hex digits; ${problem}.`);
    }
  });

  it("never repeats what came: it may be a key in the wrong field", () => {
    const key = "4".repeat(64);
    for (const parse of [tokenId, conditionId, orderId, questionId, address, apiKey, tradeId]) {
      try {
        parse(`0X${key}${key}${key}${key}`);
      } catch (error) {
        expect(JSON.stringify(error)).not.toContain("4444");
      }
    }
    expect.assertions(7);
  });
});

describe("ids keep their form", () => {
  it("token ids are decimal up to 2^256 − 1", () => {
    for (const value of ["0", "7", (2n ** 256n - 1n).toString()]) expect(tokenId(value)).toBe(value);
  });

  it("hashes are lower case", () => {
    expect(orderId(hex(64))).toBe(hex(64).toLowerCase());
    expect(questionId(hex(64))).toBe(hex(64).toLowerCase());
  });

  it("the condition of a v2 market is padded to what the CLOB asks for", () => {
    expect(conditionId(hex(62))).toBe(`${hex(62).toLowerCase()}00`);
    expect(conditionId(hex(64))).toBe(hex(64).toLowerCase());
  });

  it("trade ids are short texts, api keys look like the venue's", () => {
    expect(tradeId("t-1")).toBe("t-1");
    for (const bad of ["", "x".repeat(201), 5, undefined]) expect(() => tradeId(bad)).toThrow(InvalidIdError);
    expect(apiKey("f4f247b7-0000-4000-8000-000000000000")).toBe("f4f247b7-0000-4000-8000-000000000000");
    for (const bad of ["", "short", "with space in it 0000", 5])
      expect(() => apiKey(bad)).toThrow(InvalidIdError);
  });

  it("addresses are checksummed, and a wrong checksum is its own error", () => {
    const checked = "0x52908400098527886E0F7030069857D2E4169EE7";
    const mixed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    expect(address(mixed.toLowerCase())).toBe(mixed);
    expect(address(`0x${mixed.slice(2).toUpperCase()}`)).toBe(mixed);
    expect([checked, mixed].map((value) => address(value))).toEqual([checked, mixed]);
    const wrong = mixed.replace("aA", "Aa");
    expect(() => address(wrong, "funder")).toThrow(InvalidChecksumError);
    expect(() => address(wrong, "funder")).toThrow(`funder ${wrong} has a wrong EIP-55 checksum`);
    expect(() => address("0x12", "funder")).toThrow(
      "funder must be 0x and 40 hex digits; it has 2 hex digits.",
    );
  });

  it("one guard knows them all", () => {
    expect(isIdError(new InvalidChecksumError({ message: "x" }))).toBe(true);
    expect(isIdError(new Error("x"))).toBe(false);
  });
});
