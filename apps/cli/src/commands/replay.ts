import type { ReplayReport } from "@pm/realtime";
import { replay } from "@pm/realtime";
import { readLines } from "@pm/realtime/node";
import type { Command } from "commander";

/** `pm replay`: feeds a recording through the code that streams use and tells what it found. */
export function addReplayCommand(program: Command): void {
  program
    .command("replay")
    .description(
      "feed a recording, or plain lines of raw frames, through the books on the recording's own time",
    )
    .argument("<file>", "a recording of `pm record` or JSONL of raw frames; .gz and .zst are unpacked")
    .option("--json", "print one line of JSON")
    .action(runReplay);
}

async function runReplay(file: string, flags: { readonly json?: boolean }): Promise<void> {
  const { report, digest } = await replay(readLines(file));
  process.stdout.write(flags.json === true ? `${JSON.stringify(report)}\n` : readable(report, digest));
}

function readable(report: ReplayReport, digest: string): string {
  const of = (part: number, whole: number) =>
    whole === 0 ? "none" : `${part} of ${whole} (${((100 * part) / whole).toFixed(2)} %)`;
  return [
    `${report.frames} frames over ${(report.durationMs / 1000).toFixed(1)} s: ${report.events} events, ${report.unknown} unknown, ${report.malformed} malformed`,
    `books                ${report.books}, of which ${report.live} live and ${report.suspect} suspect at the end`,
    `best prices equal    ${of(report.topEqual, report.topChecked)}`,
    `hash confirmed       ${of(report.hashEqual, report.hashChecked)}; in the middle of a batch ${report.hashMidBatch}`,
    `snapshots equal      ${of(report.snapshotsEqual, report.snapshotsChecked)}`,
    `gaps ${report.gaps} · crossed ${report.crossed} · resyncs ${report.resyncs}`,
    `state                ${digest}`,
    "",
  ].join("\n");
}
