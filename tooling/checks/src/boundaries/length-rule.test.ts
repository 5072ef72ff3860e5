import { expect, test } from "@jest/globals";
import { pack, workspace } from "../testing/workspace.ts";
import { lengthRule } from "./length-rule.ts";

const ofLines = (count: number) =>
  lengthRule(workspace([pack("clob", { files: { "src/a.ts": "x;\n".repeat(count) } })]));

test("400 lines are allowed, 401 are not", () => {
  expect(ofLines(400)).toEqual([]);
  expect(ofLines(401)).toMatchObject([{ rule: "length", message: expect.stringContaining("401 lines") }]);
});
