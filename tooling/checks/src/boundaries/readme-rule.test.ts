import { describe, expect, test } from "@jest/globals";
import { pack, workspace } from "../testing/workspace.ts";
import { readmeRule } from "./readme-rule.ts";

const page = (...lines: string[]) =>
  readmeRule(workspace([pack("clob")], [{ path: "README.md", text: lines.join("\n") }]));

describe("readme", () => {
  test("a package that exists may be shown", () => {
    expect(page("```ts", 'import { x } from "@pm/clob";', 'import { z } from "zod";', "```")).toEqual([]);
  });

  test("a package that does not exist is reported where it stands", () => {
    expect(page("# Title", "```ts runnable", "", 'import { x } from "@pm/club";', "```")).toEqual([
      { rule: "readme", file: "README.md", line: 4, message: "@pm/club does not exist" },
    ]);
  });

  test("an example that does not parse is reported", () => {
    expect(page("```ts", "const = ;", "```")).toMatchObject([
      { message: expect.stringContaining("does not parse") },
    ]);
  });

  test("other languages are not read", () => {
    expect(page("```sh", "npm i @pm/club", "```")).toEqual([]);
  });
});
