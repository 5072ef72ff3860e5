import { describe, expect, test } from "@jest/globals";
import { importsOf } from "./imports.ts";

const found = (code: string) =>
  importsOf("a.ts", code).map(({ specifier, line, names }) => [specifier, line, ...names]);

describe("importsOf", () => {
  test.each([
    ['import a, { b as c, type T } from "x";', ["x", 1, "b"]],
    ['import * as all from "x";', ["x", 1]],
    ['import "x";', ["x", 1]],
    ['import type { T } from "x";', ["x", 1]],
    ['\nexport { a } from "x";', ["x", 2, "a"]],
    ['export * from "x";', ["x", 1]],
    ['export * as all from "x";', ["x", 1]],
    ['const a = await import("x");', ["x", 1]],
    ['type A = import("x").A;', ["x", 1]],
    ['const a = require("x");', ["x", 1]],
    ['const a = import.meta.resolve("x");', ["x", 1]],
  ])("%s", (code, expected) => expect(found(code)).toEqual([expected]));

  test.each([
    "export const a = 1;",
    "await import(name);",
    '// import "x"',
    'const t = `import "x"`;',
    'other.resolve("x");',
  ])("%s imports nothing that can be named", (code) => expect(found(code)).toEqual([]));

  test("a file that does not parse is an error, not an empty answer", () => {
    expect(() => importsOf("a.ts", "import from from")).toThrow(SyntaxError);
  });
});
