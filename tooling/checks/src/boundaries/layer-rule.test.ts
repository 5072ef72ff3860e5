import { describe, expect, test } from "@jest/globals";
import { pack, workspace } from "../testing/workspace.ts";
import { layerRule } from "./layer-rule.ts";

const importing = (from: string, to: string, file = "src/a.ts", group = "packages") =>
  layerRule(
    workspace([
      pack(from, { files: { [file]: `\nimport { x } from "@pm/${to}";` } }, group),
      ...(from === to ? [] : [pack(to)]),
    ]),
  );

describe("layers", () => {
  test.each([
    ["signing", "core-types"],
    ["clob", "resilience"],
    ["venue", "signing"],
    ["analytics", "data-api"],
    ["polymarket", "analytics"],
  ])("%s may use %s", (from, to) => expect(importing(from, to)).toEqual([]));

  test.each([
    ["core-types", "signing", "upward"],
    ["resilience", "clob", "upward"],
    ["clob", "analytics", "upward"],
    ["analytics", "polymarket", "upward"],
    ["realtime", "clob", "sideways"],
    ["clob", "data-api", "sideways"],
    ["signing", "resilience", "sideways"],
    ["venue", "resilience", "@pm/core-types and @pm/signing only"],
    ["clob", "nowhere", "no floor"],
    ["nowhere", "clob", "no floor"],
  ])("%s may not use %s: %s", (from, to, why) => {
    expect(importing(from, to)).toEqual([
      { rule: "layers", file: `packages/${from}/src/a.ts`, line: 2, message: expect.stringContaining(why) },
    ]);
  });

  test("a test may look sideways", () => expect(importing("clob", "venue", "src/a.test.ts")).toEqual([]));

  test("a test helper may look sideways", () =>
    expect(importing("clob", "venue", "src/testing/a.ts")).toEqual([]));

  test("an app may use every library and no library may use an app", () => {
    expect(importing("cli", "polymarket", "src/a.ts", "apps")).toEqual([]);
    const upward = workspace([
      pack("polymarket", { files: { "src/a.ts": 'import "@pm/cli";' } }),
      pack("cli", {}, "apps"),
    ]);
    expect(layerRule(upward)).toHaveLength(1);
  });

  test("a manifest that points up is as wrong as an import", () => {
    const violations = layerRule(
      workspace([pack("core-types", { dependencies: { "@pm/clob": "^0.1.0" } }), pack("clob")]),
    );
    expect(violations).toMatchObject([{ file: "packages/core-types/package.json" }]);
  });

  test.each([
    ["a type import", 'import type { X } from "@pm/polymarket";'],
    ["a re-export", 'export * from "@pm/polymarket";'],
    ["a dynamic import", 'await import("@pm/polymarket");'],
    ["an import type", 'type X = import("@pm/polymarket").X;'],
  ])("%s counts as an import", (_what, code) => {
    expect(
      layerRule(workspace([pack("clob", { files: { "src/a.ts": code } }), pack("polymarket")])),
    ).toHaveLength(1);
  });

  test("a mention in a comment or a string is no import", () => {
    const code = '// import "@pm/polymarket"\nexport const text = \'import "@pm/polymarket"\';';
    expect(layerRule(workspace([pack("clob", { files: { "src/a.ts": code } }), pack("polymarket")]))).toEqual(
      [],
    );
  });
});
