// Reduces a jest result to the three numbers the repository adds up over all packages.

/** A suite that could not even start has no tests to count, so the suite itself counts as one failure. */
export const countsOf = (result) => ({
  passed: result.numPassedTests,
  failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
  skipped: result.numPendingTests + result.numTodoTests,
});

/** True when nothing narrowed the run: only then do its numbers speak for the whole package. */
export const isWholeRun = (config) =>
  !config.testNamePattern &&
  !config.onlyChanged &&
  !config.onlyFailures &&
  !config.findRelatedTests &&
  config.shard === undefined &&
  !(config.testPathPatterns?.patterns?.length > 0);
