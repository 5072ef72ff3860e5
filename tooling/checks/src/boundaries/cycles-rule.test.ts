import { expect, test } from "@jest/globals";
import { on, pack, workspace } from "../testing/workspace.ts";
import { cyclesRule } from "./cycles-rule.ts";

test("a circle is told once, with its whole way", () => {
  const violations = cyclesRule(
    workspace([
      pack("a", { dependencies: on("b") }),
      pack("b", { dependencies: on("c") }),
      pack("c", { devDependencies: on("a") }),
      pack("outside", { dependencies: on("a") }),
    ]),
  );
  expect(violations).toHaveLength(1);
  expect(violations[0]?.message).toContain("@pm/a → @pm/b → @pm/c → @pm/a");
});

test("a diamond is no circle", () => {
  const diamond = [
    pack("a", { dependencies: on("b", "c") }),
    pack("b", { dependencies: on("d") }),
    pack("c", { dependencies: on("d") }),
    pack("d"),
  ];
  expect(cyclesRule(workspace(diamond))).toEqual([]);
});
