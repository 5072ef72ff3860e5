import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { contentStamp, filesBelow, readStamp, timeStamp, writeStamp } from "../stamp.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pm-stamp-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string) => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

describe("contentStamp", () => {
  test("follows content and ignores time", () => {
    const file = write("a.json", "1");
    const before = contentStamp([file]);
    utimesSync(file, 1, 1);
    expect(contentStamp([file])).toBe(before);
    write("a.json", "2");
    expect(contentStamp([file])).not.toBe(before);
  });

  test("tells a moved boundary between two files", () => {
    const [a, b] = [write("a", "xy"), write("b", "z")];
    const before = contentStamp([a, b]);
    write("a", "x");
    write("b", "yz");
    expect(contentStamp([a, b])).not.toBe(before);
  });

  test("a missing file is a state like any other", () => {
    expect(contentStamp([join(folder, "none")])).toBe(contentStamp([join(folder, "none")]));
  });
});

describe("timeStamp", () => {
  test("follows time and size", () => {
    const file = write("a.ts", "1");
    utimesSync(file, 10, 10);
    const before = timeStamp([file]);
    expect(timeStamp([file])).toBe(before);
    utimesSync(file, 11, 11);
    expect(timeStamp([file])).not.toBe(before);
  });

  test("notices a file that came or went", () => {
    const file = join(folder, "late.ts");
    const before = timeStamp([file]);
    write("late.ts", "");
    expect(timeStamp([file])).not.toBe(before);
  });
});

describe("files", () => {
  test("filesBelow lists every depth in a stable order", () => {
    mkdirSync(join(folder, "sub"));
    const expected = [write("a.ts", ""), write("sub/b.ts", ""), write("z.ts", "")];
    expect(filesBelow(folder)).toEqual(expected);
  });

  test("filesBelow of a missing folder is empty", () => {
    expect(filesBelow(join(folder, "none"))).toEqual([]);
  });

  test("a stamp comes back as it was written, and empty when there is none", () => {
    const file = join(folder, "deep", "stamp");
    expect(readStamp(file)).toBe("");
    writeStamp(file, "abc");
    expect(readStamp(file)).toBe("abc");
  });
});
