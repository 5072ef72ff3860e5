import { posix } from "node:path";

const CLIMB = /(?<![\w/.])(?:\.\.\/)+[\w.-]*/g;

// Its paths start at each package, not at the file.
const LOCKFILE = "pnpm-lock.yaml";

// Tests read recordings that lie beside the checkout, where somebody has them, through this one file.
const CAPTURES = "tooling/jest/captures.mjs";

/** Relative paths in a line of this file that lead out of the repository, to where nobody else has anything. */
export const pathsOutside = (path: string, line: string): readonly string[] =>
  path === LOCKFILE || path === CAPTURES
    ? []
    : (line.match(CLIMB) ?? []).filter((climb) => posix.join(posix.dirname(path), climb).startsWith(".."));
