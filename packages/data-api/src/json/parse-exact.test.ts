import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseExact, plainNumber } from "./parse-exact.ts";

describe("parseExact", () => {
  it("keeps digits that a JavaScript number would lose", () => {
    expect(parseExact('{"size":123456789012345678.123456,"price":0.1}')).toEqual({
      size: "123456789012345678.123456",
      price: "0.1",
    });
  });

  it("writes exponents out and drops signs of zero", () => {
    expect(["1e-7", "1.50E+3", "-2.5e-1", "-0", "-0.0", "0e9", "12e0"].map(plainNumber)).toEqual([
      "0.0000001",
      "1500",
      "-0.25",
      "0",
      "0",
      "0",
      "12",
    ]);
  });

  it("leaves everything that is not a number alone", () => {
    expect(parseExact('[true,null,"1.10",{"a":[]}]')).toEqual([true, null, "1.10", { a: [] }]);
  });

  it.each(['{"a":1', "NaN", "{'a':1}", "01", '{"a":1e999999999}', ""])("refuses %s", (text) => {
    expect(() => parseExact(text)).toThrow(SyntaxError);
  });

  it("names the same number as the token, for all numbers", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        fc.pre(Math.abs(value) < 1e190 && (value === 0 || Math.abs(value) > 1e-190));
        const plain = plainNumber(JSON.stringify(value));
        expect(plain).toMatch(/^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/);
        expect(Number(plain)).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
