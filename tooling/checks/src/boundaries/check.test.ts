import { expect, test } from "@jest/globals";
import { on, pack, workspace } from "../testing/workspace.ts";
import { checkBoundaries } from "./check.ts";

test("every rule is asked", () => {
  const broken = workspace(
    [
      pack("core-types", {
        dependencies: { ...on("clob"), zod: "4" },
        files: {
          "src/a.ts": 'import "@pm/clob/dist/x.js"; import "../../x.ts"; import "ethers"; Date.now();',
          "src/long.ts": ";\n".repeat(500),
        },
      }),
      pack("clob", { dependencies: { ...on("core-types"), zod: "3" } }),
      pack("signing", { dependencies: { zod: "3" } }),
    ],
    [{ path: "README.md", text: '```ts\nimport "@pm/nobody";\n```' }],
  );
  const rules = new Set(checkBoundaries(broken).map(({ rule }) => rule));
  expect([...rules].sort()).toEqual([
    "cycles",
    "declared",
    "exports",
    "layers",
    "length",
    "ports",
    "readme",
    "relative",
    "versions",
  ]);
});
