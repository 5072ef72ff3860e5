import { spawn } from "node:child_process";
import { once } from "node:events";
import { killReal } from "./kill-real.ts";
import { addReports, type ChaosReport, NOTHING } from "./report.ts";
import { run } from "./run.ts";

/** How a campaign is run. */
export type CampaignOptions = {
  readonly runs: number;
  /** Of the first run; the others count up from it. */
  readonly seed: number;
  /** Real processes that are really killed, instead of simulated ones. */
  readonly real: boolean;
  /** Processes that share the runs. */
  readonly jobs: number;
  /** The program that starts again for each of them. */
  readonly program: string;
  readonly onRun?: (report: ChaosReport) => void;
  readonly signal?: AbortSignal;
};

/** Many runs, one after the other in each of `jobs` processes, added up. */
export async function runCampaign(options: CampaignOptions): Promise<ChaosReport> {
  if (options.jobs <= 1) return runHere(options);
  const share = Math.ceil(options.runs / options.jobs);
  const parts = Array.from({ length: options.jobs }, (_, index) => ({
    seed: options.seed + index * share,
    runs: Math.max(0, Math.min(share, options.runs - index * share)),
  })).filter((part) => part.runs > 0);
  const reports = await Promise.all(parts.map((part) => runThere(options, part)));
  return reports.reduce(addReports, NOTHING);
}

async function runHere({ runs, seed, real, program, onRun, signal }: CampaignOptions): Promise<ChaosReport> {
  let total = NOTHING;
  for (let each = seed; each < seed + runs; each++) {
    if (signal?.aborted === true) break;
    const report = real ? await killReal(each, program) : await run(each);
    total = addReports(total, report);
    onRun?.(report);
  }
  return total;
}

async function runThere(
  { real, program, signal, onRun }: CampaignOptions,
  { seed, runs }: { readonly seed: number; readonly runs: number },
): Promise<ChaosReport> {
  const flags = [
    "chaos",
    "--runs",
    String(runs),
    "--seed",
    String(seed),
    "--json",
    ...(real ? ["--real"] : []),
  ];
  const child = spawn(process.execPath, [program, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const stop = () => child.kill("SIGTERM");
  signal?.addEventListener("abort", stop, { once: true });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await once(child, "close");
  signal?.removeEventListener("abort", stop);
  const report = JSON.parse(output) as ChaosReport;
  onRun?.(report);
  return report;
}
