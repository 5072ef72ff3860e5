import type { Violation } from "../violation.ts";
import type { Manifest, Workspace } from "../workspace/model.ts";

type Wish = Readonly<{ file: string; range: string }>;

/** One dependency, one range: two copies of a library in one process disagree about `instanceof`. */
export const versionsRule = ({ root, packages }: Workspace): readonly Violation[] => {
  const wishes = new Map<string, Wish[]>();
  const collect = (file: string, manifest: Manifest) => {
    const all = { ...manifest.devDependencies, ...manifest.optionalDependencies, ...manifest.dependencies };
    for (const [name, range] of Object.entries(all)) {
      wishes.set(name, [...(wishes.get(name) ?? []), { file, range }]);
    }
  };
  collect("package.json", root);
  for (const { folder, manifest } of packages) collect(`${folder}/package.json`, manifest);

  return [...wishes].flatMap(([name, list]): Violation[] => {
    const usual = mostFrequent(list.map(({ range }) => range));
    return list
      .filter(({ range }) => range !== usual)
      .map(({ file, range }) => ({
        rule: "versions",
        file,
        message: `${name} is wanted as "${range}" here and as "${usual}" elsewhere: agree on one`,
      }));
  });
};

const mostFrequent = (values: readonly string[]): string | undefined => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
};
