import { describe, expect, test } from "@jest/globals";
import { examplesOf } from "./blocks.ts";

const page = (...lines: string[]) => examplesOf({ path: "packages/clob/README.md", text: lines.join("\n") });

describe("examplesOf", () => {
  test("takes marked blocks and leaves the others", () => {
    const found = page(
      "# T",
      "```ts",
      "a;",
      "```",
      "```ts runnable",
      "b;",
      "```",
      "```ts runnable venue",
      "c;",
      "```",
      "```sh",
      "d",
      "```",
    );
    expect(found).toEqual([
      {
        page: "packages/clob/README.md",
        line: 6,
        needsVenue: false,
        code: "b;\n",
        fileName: "packages-clob-README-5.ts",
      },
      {
        page: "packages/clob/README.md",
        line: 9,
        needsVenue: true,
        code: "c;\n",
        fileName: "packages-clob-README-8.ts",
      },
    ]);
  });

  test.each(["ts runnable venu", "js runnable", "ts runnable venue twice"])(
    "%s is refused, not skipped",
    (info) => {
      expect(() => page(`\`\`\`${info}`, "a;", "```")).toThrow(/README\.md:1/);
    },
  );
});
