// Adds up a turbo run: the tests of every package, and one count for each check.

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ taskId: string, task: string, directory: string, cache?: { status?: string },
 *   execution?: { exitCode?: number | null } }} TaskRun one entry of turbo's own run summary
 * @typedef {{ taskId: string, counts: Counts, note?: string }} Line
 */

const NOT_RUN = "not run";

/** @param {TaskRun} run @returns {"succeeded" | "failed" | "not run"} */
export const outcomeOf = (run) => {
  const code = run.execution?.exitCode;
  if (code === 0) return "succeeded";
  if (code !== undefined && code !== null) return "failed";
  return run.cache?.status === "HIT" ? "succeeded" : "not run";
};

/**
 * @param {TaskRun} run
 * @param {(run: TaskRun) => Counts | undefined} countsLeftBy what a task wrote about itself, if it does so
 * @returns {Line | undefined} nothing for a build that succeeded: building proves nothing by itself
 */
export const lineFor = (run, countsLeftBy) => {
  const { taskId } = run;
  const outcome = outcomeOf(run);
  if (outcome === "not run") {
    return {
      taskId,
      counts: { passed: 0, failed: 1, skipped: 0 },
      note: NOT_RUN,
    };
  }
  const counts = run.task === "build" ? undefined : countsLeftBy(run);
  if (outcome === "succeeded") {
    if (run.task === "build") return undefined;
    if (run.task === "test" && counts === undefined) {
      return { taskId, counts: { passed: 0, failed: 1, skipped: 0 }, note: "left no counts" };
    }
    return { taskId, counts: counts ?? { passed: 1, failed: 0, skipped: 0 } };
  }
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 };
  // A task may fail although all its tests passed: it leaked, crashed afterwards, or never got to count.
  return { taskId, counts: { passed, failed: Math.max(1, failed), skipped }, note: "failed" };
};

/**
 * What should have run and did not, because something it needs failed or because nobody has it any more: a check that
 * silently stopped existing would pass for ever.
 * @param {readonly string[]} tasks
 * @param {readonly Pick<import("./layout.mjs").WorkspacePackage, "manifest">[]} packages the root included, as "//"
 * @param {readonly TaskRun[]} runs
 * @returns {Line[]}
 */
export const linesForMissing = (tasks, packages, runs) => {
  const seen = new Set(runs.map(({ taskId }) => taskId));
  const wanted = tasks.flatMap((task) => {
    const owners = packages.filter(({ manifest }) => manifest.scripts?.[task] !== undefined);
    return owners.length === 0 ? [task] : owners.map(({ manifest }) => `${manifest.name}#${task}`);
  });
  return wanted
    .filter((taskId) => !seen.has(taskId))
    .map((taskId) => ({ taskId, counts: { passed: 0, failed: 1, skipped: 0 }, note: NOT_RUN }));
};

/** @param {readonly Line[]} lines @returns {Counts} */
export const sum = (lines) =>
  lines.reduce(
    (total, { counts }) => ({
      passed: total.passed + counts.passed,
      failed: total.failed + counts.failed,
      skipped: total.skipped + counts.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** What a reader should see besides the total: causes first, consequences in one line. @param {readonly Line[]} lines */
export const remarks = (lines) => {
  const notRun = lines.filter(({ note }) => note === NOT_RUN).map(({ taskId }) => taskId);
  const failed = lines.filter(({ note }) => note !== undefined && note !== NOT_RUN);
  const skipped = lines.filter(({ counts }) => counts.skipped > 0);
  return [
    ...skipped.map(({ taskId, counts }) => `note: ${taskId} skipped ${counts.skipped}`),
    ...failed.map(
      ({ taskId, counts, note }) => `FAILED ${taskId} (${note === "failed" ? counts.failed : note})`,
    ),
    ...(notRun.length > 0 ? [`NOT RUN, each counted as failed: ${notRun.join(", ")}`] : []),
  ];
};

/** The line that closes `npm test` and `.ci/run`. @param {Counts} counts */
export const closingLine = ({ passed, failed }) => `${passed} passed, ${failed} failed`;
