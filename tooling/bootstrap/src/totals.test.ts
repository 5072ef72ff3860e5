import { describe, expect, test } from "@jest/globals";
import { closingLine, lineFor, linesForMissing, outcomeOf, remarks, sum } from "../totals.mjs";

const run = (task: string, over: object = {}) => ({
  taskId: `@pm/x#${task}`,
  task,
  directory: "packages/x",
  ...over,
});
const ok = { cache: { status: "MISS" }, execution: { exitCode: 0 } };
const bad = { cache: { status: "MISS" }, execution: { exitCode: 1 } };
const none = () => undefined;

describe("outcomeOf", () => {
  test("an exit code decides", () => {
    expect(outcomeOf(run("test", ok))).toBe("succeeded");
    expect(outcomeOf(run("test", bad))).toBe("failed");
  });

  test("a cache hit without an execution succeeded before", () => {
    expect(outcomeOf(run("test", { cache: { status: "HIT" } }))).toBe("succeeded");
  });

  test("neither means it never ran", () => {
    expect(outcomeOf(run("test", { cache: { status: "MISS" } }))).toBe("not run");
  });
});

describe("lineFor", () => {
  test("tests count as they counted themselves", () => {
    const counts = { passed: 7, failed: 0, skipped: 1 };
    expect(lineFor(run("test", ok), () => counts)).toEqual({ taskId: "@pm/x#test", counts });
  });

  test("a check counts once", () => {
    expect(lineFor(run("typecheck", ok), none)?.counts).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(lineFor(run("typecheck", bad), none)?.counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("a build counts only when it fails", () => {
    expect(lineFor(run("build", ok), none)).toBeUndefined();
    expect(lineFor(run("build", bad), none)?.counts.failed).toBe(1);
  });

  test("tests that claim success but left no counts are a failure", () => {
    expect(lineFor(run("test", ok), none)).toMatchObject({ counts: { failed: 1 }, note: "left no counts" });
  });

  test("tests that failed although every count passed are a failure", () => {
    expect(lineFor(run("test", bad), () => ({ passed: 3, failed: 0, skipped: 0 }))?.counts).toEqual({
      passed: 3,
      failed: 1,
      skipped: 0,
    });
  });

  test("what could not run is a failure", () => {
    expect(lineFor(run("test", {}), none)).toMatchObject({ counts: { passed: 0, failed: 1 } });
  });
});

describe("linesForMissing", () => {
  const packages = [
    { manifest: { name: "@pm/x", scripts: { build: "b", test: "t" } } },
    { manifest: { name: "@pm/y", scripts: { test: "t" } } },
  ];

  test("what ran is not missing", () => {
    const runs = [run("test", ok), { ...run("test", ok), taskId: "@pm/y#test" }];
    expect(linesForMissing(["test"], packages, runs)).toEqual([]);
  });

  test("a package whose tests did not run is a failure", () => {
    expect(linesForMissing(["test"], packages, [run("test", ok)])).toMatchObject([
      { taskId: "@pm/y#test", counts: { failed: 1 } },
    ]);
  });

  test("a task that nobody has is a failure", () => {
    expect(linesForMissing(["check:lint"], packages, [])).toMatchObject([
      { taskId: "check:lint", counts: { failed: 1 } },
    ]);
  });
});

test("the sum and its line", () => {
  const lines = [
    { taskId: "a", counts: { passed: 2, failed: 1, skipped: 0 } },
    { taskId: "b", counts: { passed: 3, failed: 0, skipped: 4 } },
  ];
  expect(sum(lines)).toEqual({ passed: 5, failed: 1, skipped: 4 });
  expect(closingLine(sum(lines))).toBe("5 passed, 1 failed");
});

test("remarks name skips, failures and what could not run, and keep quiet about the rest", () => {
  const none = { passed: 0, failed: 1, skipped: 0 };
  expect(
    remarks([
      { taskId: "a#test", counts: { passed: 3, failed: 0, skipped: 0 } },
      { taskId: "b#test", counts: { passed: 3, failed: 0, skipped: 2 } },
      { taskId: "c#test", counts: { passed: 3, failed: 4, skipped: 0 }, note: "failed" },
      { taskId: "d#test", counts: none, note: "left no counts" },
      ...linesForMissing(["x", "y"], [], []),
    ]),
  ).toEqual([
    "note: b#test skipped 2",
    "FAILED c#test (4)",
    "FAILED d#test (left no counts)",
    "NOT RUN, each counted as failed: x, y",
  ]);
});
