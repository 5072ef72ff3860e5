import type { Violation } from "../violation.ts";
import { readWorkspace } from "../workspace/read.ts";
import { checkTarball } from "./check.ts";
import { packAll } from "./tarball.ts";

/** Packs and checks every package that is not private. */
export const checkPublishable = async (root: string): Promise<readonly Violation[]> => {
  const folders = readWorkspace(root)
    .packages.filter(({ manifest }) => manifest.private !== true)
    .map(({ folder }) => folder);
  const violations: Violation[] = [];
  for (const tarball of packAll(root, folders)) violations.push(...(await checkTarball(tarball)));
  return violations;
};
