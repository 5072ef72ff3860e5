import type { Violation } from "../violation.ts";
import type { Manifest, SourceFile, Workspace } from "../workspace/model.ts";
import { usesOf } from "./uses.ts";

/**
 * What a file imports is written in the manifest of its package: published sources in dependencies, tests and all of a
 * private package in either list.
 */
export const declaredRule = (workspace: Workspace): readonly Violation[] =>
  usesOf(workspace).flatMap(({ owner, source, file, line, specifier }): Violation[] => {
    if (specifier.kind !== "package" || specifier.name === owner.manifest.name) return [];
    const { name } = specifier;
    if (allowedFor(owner.manifest, source).has(name)) return [];
    const message =
      name in (owner.manifest.devDependencies ?? {})
        ? `${name} is only a devDependency of ${owner.manifest.name}, but this file is published`
        : `${name} is not a dependency of ${owner.manifest.name}`;
    return [{ rule: "declared", file, line, message }];
  });

const allowedFor = (manifest: Manifest, { kind }: SourceFile): ReadonlySet<string> =>
  new Set(
    Object.keys({
      ...manifest.dependencies,
      ...manifest.peerDependencies,
      ...manifest.optionalDependencies,
      ...(kind === "test" || manifest.private ? manifest.devDependencies : {}),
    }),
  );
