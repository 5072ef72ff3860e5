import { posix } from "node:path";

const CLIMB = /(?<![\w/.])(?:\.\.\/)+[\w.-]*/g;

// Its paths start at each package, not at the file.
const LOCKFILE = "pnpm-lock.yaml";

/** Relative paths in a line of this file that lead out of the repository, to where nobody else has anything. */
export const pathsOutside = (path: string, line: string): readonly string[] =>
  path === LOCKFILE
    ? []
    : (line.match(CLIMB) ?? []).filter((climb) => posix.join(posix.dirname(path), climb).startsWith(".."));
