import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Suite } from "./suite.ts";

/** The suites that exist: one file each, so adding one is adding a file. */
export const suiteNames = (folder: string): readonly string[] =>
  readdirSync(folder)
    .flatMap((file) => /^([\w-]+)\.js$/.exec(file)?.[1] ?? [])
    .sort();

/** Loads one suite and nothing of the others, whose peers may be large. @throws when there is no such suite */
export const loadSuite = async (folder: string, name: string): Promise<Suite> => {
  const names = suiteNames(folder);
  if (!names.includes(name)) throw new UnknownSuite(name, names);
  const module = (await import(pathToFileURL(join(folder, `${name}.js`)).href)) as { default?: Suite };
  const suite = module.default;
  if (suite?.name !== name)
    throw new Error(`suites/${name}.ts must export defineSuite("${name}", …) as its default.`);
  return suite;
};

export class UnknownSuite extends Error {
  constructor(name: string, names: readonly string[]) {
    const choice = names.join(", ");
    super(
      name === ""
        ? `Say which suite to run: ${choice}.`
        : `There is no suite "${name}": say one of ${choice}.`,
    );
  }
}
