import { expect, test } from "@jest/globals";
import { fencedBlocks } from "./fences.ts";

test("blocks come with info, code and the line of their fence", () => {
  const page = [
    "# Title",
    "",
    "```ts runnable",
    "const a = 1;",
    "",
    "a;",
    "```",
    "text",
    "~~~",
    "```",
    "~~~",
  ].join("\n");
  expect(fencedBlocks(page)).toEqual([
    { info: "ts runnable", code: "const a = 1;\n\na;\n", line: 3 },
    { info: "", code: "```\n", line: 9 },
  ]);
});

test("a longer fence holds a shorter one, and an unclosed block is no block", () => {
  expect(fencedBlocks("````md\n```ts\n```\n````")).toEqual([{ info: "md", code: "```ts\n```\n", line: 1 }]);
  expect(fencedBlocks("```ts\nconst a = 1;")).toEqual([]);
});
