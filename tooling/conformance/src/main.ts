import { report } from "./report.ts";
import { type Outcome, runVectors } from "./run.ts";
import { readVectors, VectorFileError } from "./vector.ts";

const USAGE = "Usage: npm run -s conformance -- <vectors.json> [more.json …]";

process.exitCode = await main(process.argv.slice(2));

/** Exit code 0 when all passed, 1 when anything failed, 2 when there was nothing to run. */
async function main(paths: readonly string[]): Promise<number> {
  if (paths.length === 0) {
    console.error(USAGE);
    return 2;
  }
  try {
    const outcomes: Outcome[] = [];
    for (const path of paths) outcomes.push(...(await runVectors(readVectors(path))));
    const { lines, failed } = report(outcomes);
    console.log(lines.join("\n"));
    return failed === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof VectorFileError)) throw error;
    console.error(error.message);
    return 2;
  }
}
