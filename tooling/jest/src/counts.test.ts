import { describe, expect, test } from "@jest/globals";
import { countsOf, isWholeRun } from "../counts.mjs";

const result = {
  numPassedTests: 3,
  numFailedTests: 1,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 2,
  numTodoTests: 1,
};

describe("countsOf", () => {
  test("adds up passed, failed and skipped", () => {
    expect(countsOf(result)).toEqual({ passed: 3, failed: 1, skipped: 3 });
  });

  test("a suite that cannot start is a failure", () => {
    expect(countsOf({ ...result, numRuntimeErrorTestSuites: 2 }).failed).toBe(3);
  });
});

describe("isWholeRun", () => {
  const whole = { testNamePattern: "", onlyChanged: false, testPathPatterns: { patterns: [] } };

  test("nothing narrowed", () => expect(isWholeRun(whole)).toBe(true));

  test.each([
    ["a name", { testNamePattern: "x" }],
    ["a path", { testPathPatterns: { patterns: ["x"] } }],
    ["changed files only", { onlyChanged: true }],
    ["a shard", { shard: { shardIndex: 1, shardCount: 2 } }],
  ])("narrowed by %s", (_by, part) => expect(isWholeRun({ ...whole, ...part })).toBe(false));
});
