import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { runCampaign } from "../chaos/campaign.ts";
import { runChaosJob } from "../chaos/chaos-job.ts";
import { type Experience, proveIsolation } from "../chaos/isolation.ts";
import { describeFailure } from "../terminal/failure.ts";
import { abortOnSignals } from "../terminal/signals.ts";
import { wholeNumber } from "./arguments.ts";

type ChaosFlags = {
  readonly runs: number;
  readonly seed: number;
  readonly jobs?: number;
  readonly real?: boolean;
  readonly isolation?: number;
  readonly json?: boolean;
};

const PROGRAM = fileURLToPath(new URL("../main.js", import.meta.url));

/** `pm chaos`: tries to make the client lose or double an order, and says whether it did. */
export function addChaosCommand(program: Command): void {
  program
    .command("chaos")
    .description("random orders, faults and crashes against local venues, judged by their ledgers")
    .option("--runs <number>", "how many", wholeNumber(1, 1_000_000), 100)
    .option(
      "--seed <number>",
      "of the first run; a failing seed fails again",
      wholeNumber(0, 4_294_967_295),
      1,
    )
    .option(
      "--jobs <number>",
      "processes side by side (default: 1, without --json one per core)",
      wholeNumber(1, 256),
    )
    .option("--real", "real processes with a file journal, really killed with -9; slower")
    .option(
      "--isolation <wallets>",
      "one fleet with a tenth of its wallets broken, against the same one well",
      wholeNumber(10, 1_000),
    )
    .option("--json", "print only the result, as JSON")
    .action((flags: ChaosFlags) =>
      flags.isolation === undefined ? runChaos(flags) : runIsolation(flags.isolation, flags),
    );
  program.command("chaos-job", { hidden: true }).action(async () => {
    await runChaosJob(process.env, (line) => process.stdout.write(`${line}\n`));
  });
}

/** The same fleet twice; fails when a healthy wallet met an error. */
async function runIsolation(wallets: number, { seed, json }: ChaosFlags): Promise<void> {
  const report = await proveIsolation({ seed, wallets, broken: Math.floor(wallets / 10) });
  const { alone, beside, broken } = report;
  if (json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    const line = (name: string, told: Experience): string =>
      `${name}: ${told.orders} orders, ${told.errors.length} errors, median ${told.medianMs} ms, p99 ${told.p99Ms} ms, worst ${told.worstMs} ms, worst cancel ${told.worstCancelMs} ms\n`;
    process.stdout.write(line("everybody well", alone) + line(`beside ${broken} broken wallets`, beside));
  }
  if (alone.errors.length + beside.errors.length > 0) process.exitCode = 1;
}

async function runChaos(flags: ChaosFlags): Promise<void> {
  const { signal, release } = abortOnSignals();
  const json = flags.json === true;
  let done = 0;
  try {
    const report = await runCampaign({
      runs: flags.runs,
      seed: flags.seed,
      real: flags.real ?? false,
      jobs: flags.jobs ?? (json ? 1 : Math.min(availableParallelism(), flags.runs)),
      program: PROGRAM,
      signal,
      onRun: ({ runs, violations }) => {
        done += runs;
        if (!json) process.stderr.write(`\r${done} of ${flags.runs} runs`);
        for (const violation of violations) process.stderr.write(`\n${violation}\n`);
      },
    });
    if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else {
      const verdict =
        report.violations.length === 0
          ? "nothing lost, nothing doubled"
          : `${report.violations.length} violations`;
      process.stdout.write(
        `\n${report.runs} runs · ${report.orders} orders · ${report.crashes} crashes · ${report.faults} faults · ${report.unresolved} unresolved: ${verdict}\n`,
      );
    }
    if (report.violations.length > 0 || report.unresolved > 0) process.exitCode = 1;
  } catch (error) {
    process.exitCode = signal.aborted ? 130 : 1;
    process.stderr.write(`${describeFailure(error)}\n`);
  } finally {
    release();
  }
}
