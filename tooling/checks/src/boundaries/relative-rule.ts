import { posix } from "node:path";
import type { Violation } from "../violation.ts";
import type { Workspace } from "../workspace/model.ts";
import { usesOf } from "./uses.ts";

/** A relative import stays inside its package; a published source stays inside `src` as well, since only that is built. */
export const relativeRule = (workspace: Workspace): readonly Violation[] =>
  usesOf(workspace).flatMap(({ source, file, line, text, specifier }): Violation[] => {
    if (specifier.kind !== "relative") return [];
    const target = posix.normalize(posix.join(posix.dirname(source.path), specifier.path));
    if (target.startsWith("..")) {
      return [
        {
          rule: "relative",
          file,
          line,
          message: `"${text}" leaves the package: import it by its package name`,
        },
      ];
    }
    if (source.kind === "source" && source.path.startsWith("src/") && !target.startsWith("src")) {
      return [
        { rule: "relative", file, line, message: `"${text}" leaves src: what is built may not need it` },
      ];
    }
    return [];
  });
