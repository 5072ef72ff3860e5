// Turns the output of a failed install into the one sentence a newcomer can act on.

/** @type {readonly (readonly [RegExp, string])[]} */
const KNOWN = [
  [
    /ERR_PNPM_OUTDATED_LOCKFILE|frozen-lockfile.*not up to date/i,
    "The lockfile does not match the manifests: run `npx pnpm install --no-frozen-lockfile` and commit pnpm-lock.yaml.",
  ],
  [
    /EACCES|EPERM|EROFS|permission denied|read-only file system/i,
    "Packages cannot be written here: use a folder (and an npm cache) that belongs to you and run the command again.",
  ],
  [/ENOSPC|no space left/i, "The disk is full: free some space and run the command again."],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_PNPM_META_FETCH_FAIL|dns error|error sending request|fetch failed/i,
    "The npm registry cannot be reached: check the network or the registry and proxy settings of npm, then run the command again.",
  ],
  [
    /ERR_PNPM_IGNORED_BUILDS/,
    "A dependency wants to run an install script: decide about it under allowBuilds in pnpm-workspace.yaml and install again.",
  ],
];

/** @param {string} output the last part of what npx and pnpm printed */
export const installProblem = (output) =>
  KNOWN.find(([pattern]) => pattern.test(output))?.[1] ??
  "Installing packages failed: the lines above say why; fix that and run the command again.";
