// Lists the mutants of a target that no test noticed: `node survivors.mjs amounts`.
import { readFileSync } from "node:fs";
import { survivors } from "./report.mjs";

for (const name of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(new URL(`./reports/${name}.json`, import.meta.url), "utf8"));
  console.log(survivors(report).join("\n"));
}
