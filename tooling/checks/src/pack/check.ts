import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { filterProblems, problemKindInfo } from "@arethetypeswrong/core/problems";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import type { Violation } from "../violation.ts";
import { contentProblems } from "./contents.ts";
import type { Tarball } from "./tarball.ts";

/** These packages are ES modules only, so only resolutions that load ES modules count. */
const RESOLUTIONS = ["node16-esm", "bundler"] as const;

/** Looks at one tarball with the eyes of its users: contents, manifest (publint) and types (attw). */
export const checkTarball = async ({ name, folder, data }: Tarball): Promise<readonly Violation[]> => {
  const file = `${folder}/package.json`;
  const content = createPackageFromTarballData(data);
  const prefix = `/node_modules/${name}/`;
  const manifest = JSON.parse(content.readFile(`${prefix}package.json`)) as Record<string, unknown>;
  const files = content.listFiles().map((path) => path.replace(prefix, ""));

  const ofContents = contentProblems(files, manifest).map(
    (message): Violation => ({ rule: "contents", file, message }),
  );
  const { messages } = await publint({ pack: { tarball: toArrayBuffer(data) }, strict: true });
  const ofPublint = messages
    .filter(({ type }) => type !== "suggestion")
    .map(
      (found): Violation => ({
        rule: "publint",
        file,
        message: formatMessage(found, manifest, { color: false }) ?? found.code,
      }),
    );

  // A program has no door for importers, hence no types to judge.
  if (manifest.exports === undefined) return [...ofContents, ...ofPublint];
  const analysis = await checkPackage(content);
  if (analysis.types === false)
    return [...ofContents, ...ofPublint, { rule: "attw", file, message: "has no types" }];
  const complaints = RESOLUTIONS.flatMap((resolutionKind) =>
    filterProblems(analysis, { resolutionKind }).map((problem) => {
      const where = "entrypoint" in problem ? `${problem.entrypoint}: ` : "";
      return `${where}${problemKindInfo[problem.kind].title}`;
    }),
  );
  const ofTypes = [...new Set(complaints)].map((message): Violation => ({ rule: "attw", file, message }));
  return [...ofContents, ...ofPublint, ...ofTypes];
};

const toArrayBuffer = (data: Uint8Array): ArrayBuffer => {
  const copy = new ArrayBuffer(data.byteLength);
  new Uint8Array(copy).set(data);
  return copy;
};
