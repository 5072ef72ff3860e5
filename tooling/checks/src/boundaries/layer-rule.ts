import type { Violation } from "../violation.ts";
import type { Workspace } from "../workspace/model.ts";
import { layerProblem } from "./layers.ts";
import { usesOf } from "./uses.ts";

const rule = "layers";

/** Sources and manifests only ever point down. Tests may look sideways through devDependencies. */
export const layerRule = (workspace: Workspace): readonly Violation[] => {
  const byName = new Map(workspace.packages.map((entry) => [entry.manifest.name, entry]));
  const inSources = usesOf(workspace).flatMap(({ owner, source, file, line, specifier }): Violation[] => {
    if (source.kind !== "source" || specifier.kind !== "package") return [];
    const target = byName.get(specifier.name);
    if (target === undefined || target === owner) return [];
    const message = layerProblem(owner, target);
    return message === undefined ? [] : [{ rule, file, line, message }];
  });
  const inManifests = workspace.packages.flatMap((owner) =>
    Object.keys({ ...owner.manifest.dependencies, ...owner.manifest.peerDependencies }).flatMap(
      (name): Violation[] => {
        const target = byName.get(name);
        const message = target === undefined ? undefined : layerProblem(owner, target);
        return message === undefined ? [] : [{ rule, file: `${owner.folder}/package.json`, message }];
      },
    ),
  );
  return [...inSources, ...inManifests];
};
