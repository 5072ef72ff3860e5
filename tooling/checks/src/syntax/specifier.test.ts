import { expect, test } from "@jest/globals";
import { parseSpecifier } from "./specifier.ts";

test.each([
  ["./a.ts", { kind: "relative", path: "./a.ts" }],
  ["..", { kind: "relative", path: ".." }],
  ["node:fs/promises", { kind: "builtin", name: "fs/promises" }],
  ["fs", { kind: "builtin", name: "fs" }],
  ["zod", { kind: "package", name: "zod", subpath: "." }],
  ["@pm/core-types", { kind: "package", name: "@pm/core-types", subpath: "." }],
  ["@noble/hashes/sha2.js", { kind: "package", name: "@noble/hashes", subpath: "./sha2.js" }],
  ["data:text/javascript,1", { kind: "other", text: "data:text/javascript,1" }],
  ["#internal", { kind: "other", text: "#internal" }],
])("%s", (text, expected) => expect(parseSpecifier(text)).toEqual(expected));
