import { expect, test } from "@jest/globals";
import { pathsOutside } from "./outside.ts";

const file = "packages/clob/src/a.ts";
const up = (levels: number) => "../".repeat(levels);

test.each([
  `import "${up(1)}b.ts"`,
  `new URL("${up(3)}package.json", import.meta.url)`,
  "export const range = [...items, ...more];",
  `"https://example.org/a/${up(6)}b"`,
])("%s stays inside", (line) => expect(pathsOutside(file, line)).toEqual([]));

test("a path above the root is found", () => {
  expect(pathsOutside(file, `new URL("${up(4)}elsewhere/data", import.meta.url)`)).toEqual([
    `${up(4)}elsewhere`,
  ]);
  expect(pathsOutside("README.md", `see ${up(1)}notes`)).toEqual([`${up(1)}notes`]);
});

test("the lockfile writes its links from each package", () => {
  expect(pathsOutside("pnpm-lock.yaml", `version: link:${up(2)}tooling/jest`)).toEqual([]);
});
