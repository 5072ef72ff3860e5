import { isPolymarketError } from "@pm/core-types";
import type { Command } from "commander";
import { type DemoSummary, runDemo } from "../demo/run-demo.ts";
import { createStory, silentStory } from "../demo/story.ts";
import { describeFailure } from "../terminal/failure.ts";
import { type Paint, paintFor } from "../terminal/paint.ts";
import { abortOnSignals } from "../terminal/signals.ts";
import { wholeNumber } from "./arguments.ts";

/** `pm demo`: the whole system at work, against a venue inside this process. */
export function addDemoCommand(program: Command): void {
  program
    .command("demo")
    .description("watch orders being signed, sent, matched and settled on a venue inside this process")
    .option("--seed <number>", "another seed, another book", wholeNumber(0, 4_294_967_295), 7)
    .option("--json", "print only the summary, as JSON")
    .action(playDemo);
}

async function playDemo(flags: { readonly seed: number; readonly json?: boolean }): Promise<void> {
  const { signal, release } = abortOnSignals();
  const paint = paintFor(process.stdout, process.env);
  const json = flags.json === true;
  try {
    const story = json ? silentStory : createStory(process.stdout, paint);
    const summary = await runDemo({ seed: flags.seed, story, paint, signal });
    process.stdout.write(json ? `${JSON.stringify(summary)}\n` : closing(summary, paint));
    if (!summary.ok) process.exitCode = 1;
  } catch (error) {
    process.exitCode = signal.aborted ? 130 : 1;
    if (json) {
      const plain = isPolymarketError(error) ? error.toJSON() : { message: String(error) };
      process.stdout.write(`${JSON.stringify({ ok: false, error: plain })}\n`);
    } else {
      process.stderr.write(`\n${describeFailure(error)}\n`);
    }
  } finally {
    release();
  }
}

function closing(summary: DemoSummary, paint: Paint): string {
  const passed = summary.checks.filter((check) => check.ok).length;
  const lines = [
    "",
    summary.ok
      ? paint.green(paint.bold("Everything agrees with the venue's own ledger."))
      : paint.red("Something does not agree."),
    `${passed} of ${summary.checks.length} checks · ${summary.orders} orders · ${summary.fills} fills · ${summary.duplicates} duplicates · ${summary.lostFills} lost fills · ${summary.requests} requests · ${summary.bookUpdates} book states · ${(summary.elapsedMs / 1000).toFixed(1)} s`,
    "",
    paint.dim(`${"call".padEnd(28)}${"count".padStart(6)}${"median".padStart(12)}${"p95".padStart(12)}`),
    ...Object.entries(summary.latencies).map(
      ([name, { count, medianMs, p95Ms }]) =>
        `${name.padEnd(28)}${String(count).padStart(6)}${`${medianMs} ms`.padStart(12)}${`${p95Ms} ms`.padStart(12)}`,
    ),
    "",
    "Next: npm run -s pm -- venue, and point any Polymarket client at it.",
  ];
  return `${lines.join("\n")}\n`;
}
