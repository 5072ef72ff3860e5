// Leaves the counts of a whole run in `.jest-results/summary.json`, a turbo output, so that a cached run still counts.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countsOf, isWholeRun } from "./counts.mjs";

export default class SummaryReporter {
  #config;

  constructor(globalConfig) {
    this.#config = globalConfig;
  }

  onRunComplete(_contexts, result) {
    if (isWholeRun(this.#config)) {
      const folder = join(this.#config.rootDir, ".jest-results");
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "summary.json"), `${JSON.stringify(countsOf(result))}\n`);
    }
    // The parent starts its watch for something that keeps the process alive.
    process.send?.("complete");
  }
}
