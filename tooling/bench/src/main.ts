import { availableParallelism, cpus } from "node:os";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parseArguments } from "./arguments.ts";
import { loadSuite, suiteNames, UnknownSuite } from "./registry.ts";
import type { Harness } from "./row.ts";
import { type Result, runRow } from "./run-row.ts";
import { formatTable } from "./table.ts";

const SUITES = fileURLToPath(new URL("./suites", import.meta.url));

const exposeGarbageCollector = (): (() => void) => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
};

const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const run = async (argv: readonly string[]): Promise<void> => {
  const { suites, json, list, only } = parseArguments(argv);
  if (list) {
    for (const name of suiteNames(SUITES)) console.log(name);
    return;
  }
  if (suites.length === 0) throw new UnknownSuite("", suiteNames(SUITES));

  const collectGarbage = exposeGarbageCollector();
  const settle = async () => {
    collectGarbage();
    await turn();
  };
  const harness: Harness = { wall: () => performance.now(), processor: processorTime, settle };
  if (!json) {
    console.log(
      `node ${process.version}, ${cpus()[0]?.model.trim() ?? "unknown processor"} × ${availableParallelism()}`,
    );
  }
  for (const name of suites) {
    const suite = await loadSuite(SUITES, name);
    const rows = suite.rows.filter((row) => only === undefined || row.name.includes(only));
    if (rows.length === 0) throw new Error(`Suite "${name}" has no row whose name contains "${only}".`);
    const results: Result[] = [];
    for (const row of rows) {
      if (!json) console.error(`… ${row.name}`);
      const result = await runRow(row, harness, process.version);
      results.push(result);
      if (json) console.log(JSON.stringify(result));
    }
    if (!json) console.log(`\n${name}\n${formatTable(results)}`);
  }
};

try {
  const argv = process.argv.slice(2);
  if (argv[0] === "soak") await (await import("./soak/soak.ts")).soak(argv.slice(1));
  else await run(argv);
} catch (error) {
  console.error(error instanceof UnknownSuite ? error.message : error);
  process.exitCode = 1;
}
