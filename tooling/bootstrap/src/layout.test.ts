import { describe, expect, test } from "@jest/globals";
import { closureOf, ROOT, workspacePackages } from "../layout.mjs";

const entry = (
  name: string,
  dependencies: Record<string, string> = {},
  devDependencies: Record<string, string> = {},
) => ({
  folder: `/repo/${name}`,
  manifest: { name, dependencies, devDependencies },
});

describe("closureOf", () => {
  const packages = [
    entry("a", { b: "1", outside: "1" }),
    entry("b", {}, { c: "1" }),
    entry("c", { a: "1" }),
    entry("unrelated"),
  ];

  test("follows dependencies of every kind and stops at the workspace's edge", () => {
    expect(closureOf(packages, "a").map(({ manifest }) => manifest.name)).toEqual(["a", "b", "c"]);
  });

  test("an unknown name needs nothing", () => {
    expect(closureOf(packages, "nobody")).toEqual([]);
  });
});

test("workspacePackages finds this very package", () => {
  expect(workspacePackages(ROOT).map(({ manifest }) => manifest.name)).toContain("@pm/bootstrap");
});
