import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { examplesOf } from "./blocks.ts";
import { readPages } from "./pages.ts";
import { type Result, runExamples } from "./run.ts";
import { startVenue } from "./venue.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const HERE = fileURLToPath(new URL("..", import.meta.url));
const RESULTS = join(HERE, ".check-results");
const TIMEOUT_MS = 60_000;

const report = ({ example, succeeded, milliseconds, output }: Result): void => {
  const place = `${example.page}:${example.line}`;
  console.log(`${succeeded ? "ok    " : "FAILED"} ${place} (${(milliseconds / 1000).toFixed(1)} s)`);
  if (!succeeded) console.log(output.replace(/^/gm, "       "));
};

rmSync(RESULTS, { recursive: true, force: true });
const examples = readPages(ROOT).flatMap(examplesOf);
if (examples.length === 0) {
  console.error(
    "No README has a block marked `ts runnable`: at least the first page must show code that runs.",
  );
  process.exitCode = 1;
} else {
  const results = await runExamples(examples, {
    folder: join(HERE, ".examples"),
    startVenue: () => startVenue(join(ROOT, "apps", "cli", "dist", "main.js")),
    timeoutMs: TIMEOUT_MS,
    onResult: report,
  });
  const failed = results.filter(({ succeeded }) => !succeeded).length;
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(
    join(RESULTS, "examples.json"),
    JSON.stringify({ passed: results.length - failed, failed, skipped: 0 }),
  );
  process.exitCode = failed === 0 ? 0 : 1;
}
