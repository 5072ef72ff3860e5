import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { Example } from "./blocks.ts";
import { type Result, runExamples } from "./run.ts";
import { startVenue } from "./venue.ts";

// Inside the package, because the examples extend the shared tsconfig by its package name.
const HERE = fileURLToPath(new URL("..", import.meta.url));

let folder: string;
beforeEach(() => {
  mkdirSync(join(HERE, ".examples"), { recursive: true });
  folder = mkdtempSync(join(HERE, ".examples", "test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const example = (code: string, name: string, needsVenue = false): Example => ({
  page: "README.md",
  line: 5,
  needsVenue,
  code,
  fileName: `${name}.ts`,
});

const fakeVenue = (body: string) => {
  const program = join(folder, "..", `venue-${process.pid}.mjs`);
  writeFileSync(program, body);
  return program;
};

const run = async (examples: readonly Example[], program = "") => {
  const start = jest.fn(() => startVenue(program));
  const onResult = jest.fn<(result: Result) => void>();
  const results = await runExamples(examples, { folder, startVenue: start, timeoutMs: 2_000, onResult });
  return { results, start, onResult };
};

describe("runExamples", () => {
  test("runs what is right and reports each", async () => {
    const { results, start, onResult } = await run([
      example("const n: number = await Promise.resolve(1);\nconsole.log(n);\n", "good"),
    ]);
    expect(results).toMatchObject([{ succeeded: true, output: "1\n" }]);
    expect(onResult).toHaveBeenCalledTimes(1);
    expect(start).not.toHaveBeenCalled();
  });

  test("a type error, a thrown error and an endless one fail, each for itself", async () => {
    const { results } = await run([
      example("\nconst n: number = 'text';\n", "types"),
      example("throw new Error('broken');\n", "throws"),
      example("setInterval(() => {}, 1000);\n", "endless"),
      example("console.log('fine');\n", "fine"),
    ]);
    expect(results.map(({ succeeded }) => succeeded)).toEqual([false, false, false, true]);
    expect(results[0]?.output).toMatch(/^README\.md:6:7: error TS2322/);
    expect(results[1]?.output).toContain("broken");
    expect(results[2]?.output).toContain("still running after 2 s");
  });

  test("one venue serves all examples that need it, and is stopped", async () => {
    const program = fakeVenue(
      "console.log(JSON.stringify({ pid: process.pid })); setInterval(() => {}, 1000);",
    );
    const { results, start } = await run(
      [
        example("console.log(JSON.stringify(JSON.parse(process.env.PM_VENUE)));\n", "a", true),
        example("console.log(process.env.PM_VENUE);\n", "b", true),
      ],
      program,
    );
    expect(start).toHaveBeenCalledTimes(1);
    expect(results[0]?.output).toBe(results[1]?.output);
    const { pid } = JSON.parse(results[0]?.output ?? "") as { pid: number };
    expect(() => process.kill(pid, 0)).toThrow();
    rmSync(program);
  });

  test("a venue that does not start fails its examples with the reason", async () => {
    const program = fakeVenue('console.error("no port"); process.exit(1);');
    const { results } = await run([example("1;\n", "a", true)], program);
    expect(results).toMatchObject([{ succeeded: false, output: expect.stringContaining("no port") }]);
    rmSync(program);
  });
});
