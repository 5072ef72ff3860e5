import type { Violation } from "../violation.ts";
import type { Manifest, Workspace } from "../workspace/model.ts";
import { usesOf } from "./uses.ts";

/** A package is entered through its `exports` and no other way, tests included. */
export const exportsRule = (workspace: Workspace): readonly Violation[] => {
  const byName = new Map(workspace.packages.map((entry) => [entry.manifest.name, entry]));
  return usesOf(workspace).flatMap(({ file, line, text, specifier }): Violation[] => {
    if (specifier.kind !== "package") return [];
    const target = byName.get(specifier.name);
    if (target === undefined || isExported(target.manifest, specifier.subpath)) return [];
    const doors = doorsOf(target.manifest);
    const message = `"${text}" is not an export of ${specifier.name}; it has ${doors.join(", ") || "none"}`;
    return [{ rule: "exports", file, line, message }];
  });
};

const doorsOf = ({ exports }: Manifest): readonly string[] => {
  if (typeof exports === "string") return ["."];
  if (typeof exports !== "object" || exports === null) return [];
  const keys = Object.keys(exports);
  return keys.some((key) => key.startsWith(".")) ? keys : ["."];
};

const isExported = (manifest: Manifest, subpath: string): boolean =>
  doorsOf(manifest).some((door) => {
    const [before, after] = door.split("*");
    if (before === undefined || after === undefined) return door === subpath;
    return subpath.length >= door.length && subpath.startsWith(before) && subpath.endsWith(after);
  });
