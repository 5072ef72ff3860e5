/** The parts of a package.json that the checks read. */
export type Manifest = Readonly<{
  name: string;
  version?: string;
  private?: boolean;
  exports?: unknown;
  scripts?: Readonly<Record<string, string>>;
  dependencies?: Readonly<Record<string, string>>;
  devDependencies?: Readonly<Record<string, string>>;
  peerDependencies?: Readonly<Record<string, string>>;
  optionalDependencies?: Readonly<Record<string, string>>;
}>;

/**
 * What a file is for decides what it may import: `source` is published, everything else stays in the repository.
 */
export type FileKind = "source" | "test";

/** A file of a package; `path` is relative to the package, with `/`. */
export type SourceFile = Readonly<{ path: string; kind: FileKind; text: string }>;

/** A package of the workspace; `folder` is relative to the root, with `/`. */
export type Package = Readonly<{
  folder: string;
  manifest: Manifest;
  files: readonly SourceFile[];
}>;

/** A page of documentation; `path` is relative to the root. */
export type Page = Readonly<{ path: string; text: string }>;

/** The whole repository as the rules see it: plain data, so that a rule is a function and its test needs no disk. */
export type Workspace = Readonly<{
  root: Manifest;
  packages: readonly Package[];
  pages: readonly Page[];
}>;

/** The group a package lives in: `packages`, `apps` or `tooling`. */
export const groupOf = ({ folder }: Package): string => folder.split("/")[0] ?? "";

/** A file's path from the root. */
export const fileOf = (owner: Package, file: SourceFile): string => `${owner.folder}/${file.path}`;
