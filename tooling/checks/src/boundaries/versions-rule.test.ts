import { expect, test } from "@jest/globals";
import { pack, workspace } from "../testing/workspace.ts";
import { versionsRule } from "./versions-rule.ts";

test("the odd one out is reported, wherever it stands", () => {
  const violations = versionsRule(
    workspace([
      pack("a", { dependencies: { zod: "4.6.7" } }),
      pack("b", { devDependencies: { zod: "4.6.7" } }),
      pack("c", { optionalDependencies: { zod: "^4.0.0" } }),
    ]),
  );
  expect(violations).toEqual([
    {
      rule: "versions",
      file: "packages/c/package.json",
      message: expect.stringContaining('"^4.0.0" here and as "4.6.7"'),
    },
  ]);
});

test("peer ranges may be wider than what is installed here", () => {
  expect(
    versionsRule(
      workspace([pack("a", { peerDependencies: { zod: ">=4" }, devDependencies: { zod: "4.6.7" } })]),
    ),
  ).toEqual([]);
});
