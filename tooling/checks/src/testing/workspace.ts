import { fileKind } from "../workspace/file-kind.ts";
import type { Manifest, Package, Page, Workspace } from "../workspace/model.ts";

type PackageParts = Partial<Manifest> & Readonly<{ files?: Readonly<Record<string, string>> }>;

/** A package below `packages/` (or the folder given), written down in one line per file. */
export const pack = (
  name: string,
  { files = {}, ...manifest }: PackageParts = {},
  group = "packages",
): Package => ({
  folder: `${group}/${name}`,
  manifest: { name: `@pm/${name}`, version: "0.1.0", exports: { ".": "./dist/index.js" }, ...manifest },
  files: Object.entries(files).map(([path, text]) => ({ path, kind: fileKind(path), text })),
});

/** A repository of these packages. */
export const workspace = (packages: readonly Package[], pages: readonly Page[] = []): Workspace => ({
  root: { name: "root" },
  packages,
  pages,
});

/** Dependencies on packages of the same repository. */
export const on = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`@pm/${name}`, "^0.1.0"]));
