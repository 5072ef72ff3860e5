import { describe, expect, test } from "@jest/globals";
import { pack, workspace } from "../testing/workspace.ts";
import { exportsRule } from "./exports-rule.ts";

const core = pack("core-types", {
  exports: { ".": {}, "./virtual": {}, "./vectors/*": {}, "./package.json": {} },
});
const importing = (specifier: string, file = "src/a.ts") =>
  exportsRule(workspace([pack("clob", { files: { [file]: `import "${specifier}";` } }), core]));

describe("exports", () => {
  test.each(["@pm/core-types", "@pm/core-types/virtual", "@pm/core-types/vectors/a.json", "other/deep/path"])(
    "%s is a door",
    (specifier) => expect(importing(specifier)).toEqual([]),
  );

  test.each([
    "@pm/core-types/dist/index.js",
    "@pm/core-types/src/money/decimal.ts",
    "@pm/core-types/virtual/deep",
  ])("%s is not, not even for a test", (specifier) => {
    expect(importing(specifier)).toMatchObject([
      { rule: "exports", message: expect.stringContaining("./virtual") },
    ]);
    expect(importing(specifier, "src/a.test.ts")).toHaveLength(1);
  });
});
