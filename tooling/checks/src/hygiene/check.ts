import type { Violation } from "../violation.ts";
import { fileKind } from "../workspace/file-kind.ts";
import { pathsOutside } from "./outside.ts";
import { PATTERNS } from "./patterns.ts";

/** A file of the repository as text; `path` is relative to the root, with `/`. */
export type TextFile = Readonly<{ path: string; text: string }>;

const TEST_DATA = /\.vectors\.json$|(?:^|\/)(?:fixtures|vectors|test)\//;

/** Reports secrets, registry hosts, paths of single machines and paths that leave the repository, line by line. */
export const checkHygiene = (files: readonly TextFile[]): readonly Violation[] =>
  files.flatMap(({ path, text }) => {
    const isTest = fileKind(path) === "test" || TEST_DATA.test(path);
    const patterns = PATTERNS.filter(({ inTests }) => !isTest || inTests === "forbidden");
    return text.split("\n").flatMap((content, index) => {
      const line = index + 1;
      const ofPatterns = patterns.flatMap(({ rule, pattern, message }): Violation[] => {
        const hit = pattern.exec(content)?.[0];
        if (hit === undefined) return [];
        // A secret is not repeated into a log; twelve characters are enough to find it.
        return [{ rule, file: path, line, message: `"${hit.slice(0, 12)}…" ${message}` }];
      });
      const ofPaths = pathsOutside(path, content).map((outside): Violation => {
        const message = `"${outside}" lies outside the repository: bring what is needed into it`;
        return { rule: "outside", file: path, line, message };
      });
      return [...ofPatterns, ...ofPaths];
    });
  });
