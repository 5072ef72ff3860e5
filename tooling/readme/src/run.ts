import { join } from "node:path";
import type { Example } from "./blocks.ts";
import { compile } from "./compile.ts";
import { complainedAbout, pointToPage } from "./diagnostics.ts";
import { execute } from "./execute.ts";
import type { RunningVenue } from "./venue.ts";

/** What happened to one example. */
export type Result = Readonly<{ example: Example; succeeded: boolean; milliseconds: number; output: string }>;

export type RunOptions = Readonly<{
  /** A folder inside the workspace, so that packages resolve; it is emptied first. */
  folder: string;
  /** Called at most once, and only when an example needs it. */
  startVenue: () => Promise<RunningVenue>;
  timeoutMs: number;
  onResult: (result: Result) => void;
}>;

/** Compiles all examples, then runs those that compiled, one after the other, against one venue. */
export const runExamples = async (
  examples: readonly Example[],
  options: RunOptions,
): Promise<readonly Result[]> => {
  const { folder, timeoutMs, onResult } = options;
  const compiled = compile(folder, examples);
  const complaints = pointToPage(compiled.output, examples);
  const refused = complainedAbout(compiled.output, examples);
  if (!compiled.succeeded && refused.size === 0)
    throw new Error(`The examples cannot be compiled:\n${complaints}`);

  let venue: Promise<RunningVenue> | undefined;
  const environmentOf = async ({ needsVenue }: Example): Promise<Record<string, string>> => {
    if (!needsVenue) return {};
    venue ??= options.startVenue();
    return { PM_VENUE: (await venue).ready };
  };
  const runOne = async (example: Example): Promise<Result> => {
    if (refused.has(example)) {
      const own = complaints.split("\n").filter((line) => line.startsWith(`${example.page}:`));
      return { example, succeeded: false, milliseconds: 0, output: own.join("\n") };
    }
    try {
      const file = join(folder, "out", example.fileName.replace(/\.ts$/, ".js"));
      return { example, ...(await execute(file, await environmentOf(example), timeoutMs)) };
    } catch (error) {
      return { example, succeeded: false, milliseconds: 0, output: (error as Error).message };
    }
  };

  const results: Result[] = [];
  try {
    for (const example of examples) {
      const result = await runOne(example);
      results.push(result);
      onResult(result);
    }
  } finally {
    // A venue that never came up has nothing to stop, and its failure is in the results already.
    await venue?.then(
      ({ stop }) => stop(),
      () => {},
    );
  }
  return results;
};
