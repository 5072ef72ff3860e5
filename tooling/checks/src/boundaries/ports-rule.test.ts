import { describe, expect, test } from "@jest/globals";
import { pack, workspace } from "../testing/workspace.ts";
import { portsRule } from "./ports-rule.ts";

const code = "export const now = () => Date.now();";
const at = (owner: string, file: string, group = "packages") =>
  portsRule(workspace([pack(owner, { files: { [file]: code } }, group)]));

describe("ports", () => {
  test("library sources may not read the clock", () => {
    expect(at("clob", "src/a.ts")).toEqual([
      {
        rule: "ports",
        file: "packages/clob/src/a.ts",
        line: 1,
        message: expect.stringContaining("Date.now"),
      },
    ]);
  });

  test.each([
    ["core-types", "src/ports/platform.ts", "packages"],
    ["core-types", "src/ports/platform-clock.ts", "packages"],
    ["clob", "src/a.test.ts", "packages"],
    ["clob", "src/a.bench.ts", "packages"],
    ["cli", "src/a.ts", "apps"],
    ["bench", "src/a.ts", "tooling"],
  ])("%s %s in %s may", (owner, file, group) => expect(at(owner, file, group)).toEqual([]));

  test.each([
    ["core-types", "src/ports/clock.ts"],
    ["core-types", "src/platform.ts"],
    ["clob", "src/ports/platform.ts"],
  ])("%s %s is not a platform file", (owner, file) => expect(at(owner, file)).toHaveLength(1));
});
