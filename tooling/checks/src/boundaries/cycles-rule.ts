import type { Violation } from "../violation.ts";
import type { Package, Workspace } from "../workspace/model.ts";

/** No package needs itself by way of others, devDependencies included: neither turbo nor a reader could order them. */
export const cyclesRule = ({ packages }: Workspace): readonly Violation[] => {
  const byName = new Map(packages.map((entry) => [entry.manifest.name, entry]));
  const done = new Set<string>();
  const violations: Violation[] = [];

  const visit = (owner: Package, path: readonly string[]) => {
    const { name } = owner.manifest;
    const start = path.indexOf(name);
    if (start !== -1) {
      const message = `packages need each other in a circle: ${[...path.slice(start), name].join(" → ")}`;
      violations.push({ rule: "cycles", file: `${owner.folder}/package.json`, message });
      return;
    }
    if (done.has(name)) return;
    for (const needed of neededBy(owner)) {
      const next = byName.get(needed);
      if (next !== undefined) visit(next, [...path, name]);
    }
    done.add(name);
  };
  for (const owner of packages) visit(owner, []);
  return violations;
};

const neededBy = ({ manifest }: Package): string[] =>
  Object.keys({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  });
