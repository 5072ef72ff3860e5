// Mutates one target after the other and keeps the scores: `pnpm --filter @pm/mutation mutation [name …]`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Stryker } from "@stryker-mutator/core";
import preset from "../jest/preset.mjs";
import { summary, writeReport } from "./report.mjs";
import { TARGETS } from "./targets.mjs";

const REPORTS = new URL("./reports/", import.meta.url);
const WANTED = 90;
const jestRunner = import.meta.resolve("@stryker-mutator/jest-runner");

// Its worker looks for jest beside the package under test, which has it only through the shared preset.
process.env.NODE_PATH = fileURLToPath(new URL("../jest/node_modules/", import.meta.url));

const names = process.argv.slice(2);
const unknown = names.filter((name) => !TARGETS.some((target) => target.name === name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(", ")}. Targets: ${TARGETS.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

mkdirSync(REPORTS, { recursive: true });
for (const target of TARGETS.filter(({ name }) => names.length === 0 || names.includes(name))) {
  process.chdir(fileURLToPath(new URL(`../../packages/${target.package}/`, import.meta.url)));
  const file = fileURLToPath(new URL(`${target.name}.json`, REPORTS));
  const testMatch = target.tests.map((pattern) => `<rootDir>/${pattern}`);
  await new Stryker({
    mutate: [...target.mutate],
    plugins: [jestRunner],
    testRunner: "jest",
    testRunnerNodeArgs: ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"],
    jest: {
      projectType: "custom",
      // Stryker brings its own environment around jest's plain one, to see which test covers which mutant.
      config: {
        ...preset,
        testEnvironment: "node",
        testMatch,
        testPathIgnorePatterns: [".property.test.ts$"],
      },
      enableFindRelatedTests: false,
    },
    coverageAnalysis: "perTest",
    concurrency: 1,
    timeoutMS: 20_000,
    reporters: ["json", "progress-append-only"],
    jsonReporter: { fileName: file },
    // Stryker would rewrite it with an API that this TypeScript no longer has; nothing here reads it.
    tsconfigFile: "none.json",
    tempDirName: ".stryker-tmp",
    // `@ts-nocheck` is for type checkers; here swc only strips the types.
    disableTypeChecks: false,
    allowConsoleColors: false,
    logLevel: "warn",
  }).runMutationTest();
  const { score } = summary(JSON.parse(readFileSync(file, "utf8")));
  console.log(`${target.name}: ${score.toFixed(1)} %`);
  if (score < WANTED) process.exitCode = 1;
}
writeFileSync(new URL("./SCORES.md", import.meta.url), writeReport(REPORTS));
