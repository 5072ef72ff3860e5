import { describe, expect, test } from "@jest/globals";
import { pack, workspace } from "../testing/workspace.ts";
import { relativeRule } from "./relative-rule.ts";

const importing = (specifier: string, file = "src/deep/a.ts") =>
  relativeRule(workspace([pack("clob", { files: { [file]: `import "${specifier}";` } })]));

describe("relative", () => {
  test.each(["./b.ts", "../b.ts", "../other/b.ts"])("%s stays inside", (specifier) => {
    expect(importing(specifier)).toEqual([]);
  });

  test.each(["../../../signing/src/a.ts", "../../../../x.ts"])("%s leaves the package", (specifier) => {
    expect(importing(specifier)).toMatchObject([{ message: expect.stringContaining("leaves the package") }]);
    expect(importing(specifier, "src/deep/a.test.ts")).toHaveLength(1);
  });

  test("a published source may not reach out of src, a test may", () => {
    expect(importing("../../package.json")).toMatchObject([
      { message: expect.stringContaining("leaves src") },
    ]);
    expect(importing("../../package.json", "src/deep/a.test.ts")).toEqual([]);
  });
});
