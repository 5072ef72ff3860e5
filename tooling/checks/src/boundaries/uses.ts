import { type ImportUse, importsOf } from "../syntax/imports.ts";
import { parseSpecifier, type Specifier } from "../syntax/specifier.ts";
import { fileOf, type Package, type SourceFile, type Workspace } from "../workspace/model.ts";

/** One import, with the package and file it stands in. */
export type Use = Readonly<{
  owner: Package;
  source: SourceFile;
  file: string;
  line: number;
  text: string;
  specifier: Specifier;
}>;

/** Every import of every package. */
export const usesOf = ({ packages }: Workspace): readonly Use[] =>
  packages.flatMap((owner) =>
    owner.files.flatMap((source) =>
      importsOf(source.path, source.text).map(
        ({ specifier, line }: ImportUse): Use => ({
          owner,
          source,
          file: fileOf(owner, source),
          line,
          text: specifier,
          specifier: parseSpecifier(specifier),
        }),
      ),
    ),
  );
