import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileKind } from "./file-kind.ts";
import type { Manifest, Package, Page, SourceFile, Workspace } from "./model.ts";

const GROUPS = ["packages", "apps", "tooling"];
const CODE = /\.(?:ts|tsx|mts|mjs|js)$/;

const slashes = (path: string): string => path.split(sep).join("/");

const readManifest = (file: string): Manifest => JSON.parse(readFileSync(file, "utf8")) as Manifest;

const subfolders = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];

const readFiles = (folder: string): SourceFile[] => {
  const src = join(folder, "src");
  if (!existsSync(src)) return [];
  return readdirSync(src, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && CODE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const path = slashes(relative(folder, file));
      return { path, kind: fileKind(path), text: readFileSync(file, "utf8") };
    });
};

/** Reads every package, its sources, and the README files. */
export const readWorkspace = (root: string): Workspace => {
  const packages = GROUPS.flatMap((group) => subfolders(join(root, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map(
      (folder): Package => ({
        folder,
        manifest: readManifest(join(root, folder, "package.json")),
        files: readFiles(join(root, folder)),
      }),
    );
  const pages = ["README.md", ...packages.map(({ folder }) => `${folder}/README.md`)]
    .filter((path) => existsSync(join(root, path)))
    .map((path): Page => ({ path, text: readFileSync(join(root, path), "utf8") }));
  return { root: readManifest(join(root, "package.json")), packages, pages };
};
