import { fileKind } from "../workspace/file-kind.ts";

const REQUIRED = ["package.json", "README.md", "LICENSE"];
const LISTS = ["dependencies", "peerDependencies", "optionalDependencies", "devDependencies"] as const;

/**
 * What is wrong with the inside of a tarball.
 *
 * @param files paths inside the package
 * @param manifest the package.json that would be published
 */
export const contentProblems = (
  files: readonly string[],
  manifest: Readonly<Record<string, unknown>>,
): string[] => [
  ...REQUIRED.filter((name) => !files.includes(name)).map((name) => `${name} is missing from the tarball`),
  ...(files.some((file) => file.startsWith("dist/"))
    ? []
    : ["dist is missing from the tarball: build first"]),
  ...files
    .filter((file) => fileKind(file.replace(/\.d\.ts(?:\.map)?$|\.js(?:\.map)?$/, ".ts")) === "test")
    .map((file) => `${file} is a test and would be published`),
  ...LISTS.flatMap((list) =>
    Object.entries((manifest[list] ?? {}) as Record<string, string>)
      .filter(([, range]) => /^(?:workspace|link|file|portal):/.test(range))
      .map(([name, range]) => `${name} is wanted as "${range}", which nobody outside can resolve`),
  ),
];
