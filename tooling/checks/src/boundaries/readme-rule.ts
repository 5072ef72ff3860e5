import { fencedBlocks } from "../syntax/fences.ts";
import { importsOf } from "../syntax/imports.ts";
import { parseSpecifier } from "../syntax/specifier.ts";
import type { Violation } from "../violation.ts";
import type { Workspace } from "../workspace/model.ts";

const SCOPE = "@pm/";

/** An example that imports a package nobody can install teaches something wrong. */
export const readmeRule = ({ packages, pages }: Workspace): readonly Violation[] => {
  const names = new Set(packages.map(({ manifest }) => manifest.name));
  return pages.flatMap(({ path, text }) =>
    fencedBlocks(text)
      .filter(({ info }) => /^(?:ts|typescript|js|javascript)\b/.test(info))
      .flatMap(({ code, line }): Violation[] => {
        try {
          return importsOf("example.ts", code).flatMap((use): Violation[] => {
            const specifier = parseSpecifier(use.specifier);
            if (
              specifier.kind !== "package" ||
              !specifier.name.startsWith(SCOPE) ||
              names.has(specifier.name)
            )
              return [];
            return [
              {
                rule: "readme",
                file: path,
                line: line + use.line,
                message: `${specifier.name} does not exist`,
              },
            ];
          });
        } catch (error) {
          return [
            {
              rule: "readme",
              file: path,
              line,
              message: `this example does not parse: ${(error as Error).message}`,
            },
          ];
        }
      }),
  );
};
