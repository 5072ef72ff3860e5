import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { encodeLine, readLines } from "./lines.ts";

const write = (records: readonly unknown[]): Buffer =>
  Buffer.from(records.map((record, index) => encodeLine(index + 1, record)).join(""));

describe("lines of a journal", () => {
  it("keep whole records wherever the file was cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1 }),
        (values, where) => {
          // What JSON does to a value (−0 becomes 0) is not what is tested here.
          const records = JSON.parse(JSON.stringify(values)) as unknown[];
          const whole = write(records);
          const cut = whole.subarray(0, Math.floor(Number.isNaN(where) ? 0 : where * whole.length));
          const read = readLines(cut);
          expect(read.damagedLine).toBeUndefined();
          expect(read.records).toEqual(records.slice(0, read.records.length));
          expect(cut.subarray(read.soundBytes).includes(10)).toBe(false);
          expect(readLines(whole).records).toEqual(records);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("tell damage from a torn end", () => {
    const whole = write([{ a: 1 }, { b: 2 }, { c: 3 }]);
    const flipped = Buffer.from(whole);
    flipped[whole.indexOf('"b"') + 1] = 120;
    expect(readLines(flipped)).toMatchObject({ records: [{ a: 1 }], damagedLine: 2 });
    const tornInside = Buffer.from(whole);
    tornInside[whole.length - 3] = 120;
    expect(readLines(tornInside)).toMatchObject({ records: [{ a: 1 }, { b: 2 }], damagedLine: undefined });
  });

  it("notice a line that is missing", () => {
    const lines = write([{ a: 1 }, { b: 2 }, { c: 3 }, { d: 4 }])
      .toString()
      .split("\n");
    lines.splice(1, 1);
    expect(readLines(Buffer.from(lines.join("\n")))).toMatchObject({ records: [{ a: 1 }] });
  });

  it("read an empty file", () => {
    expect(readLines(Buffer.alloc(0))).toEqual({ records: [], soundBytes: 0, damagedLine: undefined });
  });
});
