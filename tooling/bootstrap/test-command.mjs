// `npm test`: everything this repository claims about itself, as turbo tasks, so that what did not change is not repeated.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { runTool } from "./child.mjs";
import { ROOT, readManifest, workspacePackages } from "./layout.mjs";
import { pruneStaleOutput } from "./prune.mjs";
import { closingLine, lineFor, linesForMissing, remarks, sum } from "./totals.mjs";

const TASKS = [
  "build",
  "typecheck",
  "test",
  "examples",
  "check:lint",
  "check:boundaries",
  "check:hygiene",
  "check:unused",
  "check:pack",
];

const RUNS = join(ROOT, ".turbo", "runs");

const summaries = () => {
  try {
    return readdirSync(RUNS).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
};

/** The summary of the run that just ended, and no older one. @returns {import("./totals.mjs").TaskRun[]} */
const takeSummary = () => {
  const runs = summaries().map((name) => JSON.parse(readFileSync(join(RUNS, name), "utf8")));
  return runs.at(-1)?.tasks ?? [];
};

/** A task may count more finely than "one check". @param {import("./totals.mjs").TaskRun} run */
const countsLeftBy = (run) => {
  const name = run.task === "test" ? ".jest-results/summary.json" : `.check-results/${run.task}.json`;
  try {
    return JSON.parse(readFileSync(join(ROOT, run.directory, name), "utf8"));
  } catch {
    return undefined;
  }
};

/** All packages, the root under the name turbo gives it. It has no task of its own besides the checks. */
const everyPackage = () => {
  const { scripts } = readManifest(join(ROOT, "package.json"));
  const checks = Object.entries(scripts ?? {}).filter(([name]) => name.startsWith("check:"));
  return [...workspacePackages(ROOT), { manifest: { name: "//", scripts: Object.fromEntries(checks) } }];
};

/**
 * @param {readonly string[]} args further arguments for turbo, such as `--force` or `--filter=@pm/venue`
 * @param {(line: string) => void} say
 * @returns {Promise<number>} the exit code
 */
export const runTests = async (args, say) => {
  for (const name of summaries()) rmSync(join(RUNS, name));
  pruneStaleOutput(workspacePackages(ROOT));
  say(`checking ${TASKS.join(", ")}`);
  const { code } = await runTool("turbo", [
    "run",
    ...TASKS,
    "--summarize",
    "--continue=dependencies-successful",
    "--output-logs=new-only",
    "--log-order=grouped",
    `--concurrency=${Math.max(2, availableParallelism())}`,
    ...args,
  ]);
  const runs = takeSummary();
  const lines = [
    ...runs.flatMap((run) => lineFor(run, countsLeftBy) ?? []),
    // Somebody who narrows the run knows that it is partial.
    ...(args.length === 0 ? linesForMissing(TASKS, everyPackage(), runs) : []),
  ];
  const total = sum(lines);
  // A run without a single result, or one that turbo calls failed, is never green.
  if (lines.length === 0 || (code !== 0 && total.failed === 0)) total.failed += 1;

  for (const line of remarks(lines)) process.stdout.write(`${line}\n`);
  process.stdout.write(`${closingLine(total)}\n`);
  return total.failed === 0 ? 0 : 1;
};
