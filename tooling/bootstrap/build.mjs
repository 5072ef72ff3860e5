// Builds one package and what it needs, and does not even start turbo when a cheap stamp says nothing changed.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./child.mjs";
import { closureOf, ROOT, workspacePackages } from "./layout.mjs";
import { Problem } from "./problem.mjs";
import { pruneStaleOutput } from "./prune.mjs";
import { filesBelow, readStamp, timeStamp, writeStamp } from "./stamp.mjs";

/** @typedef {{ packageName: string, entry: string }} Target `entry` is the file that runs, relative to the root */

/** @param {string} packageName */
const stampFile = (packageName) =>
  join(ROOT, "node_modules", ".pm", `build-${packageName.replace(/\W+/g, "-")}`);

/** @param {string} packageName */
const wantedStamp = (packageName) => {
  const shared = ["turbo.json", "pnpm-lock.yaml"].map((name) => join(ROOT, name));
  const own = closureOf(workspacePackages(ROOT), packageName).flatMap(({ folder }) => [
    join(folder, "package.json"),
    join(folder, "tsconfig.build.json"),
    join(folder, "library.json"),
    ...filesBelow(join(folder, "src")),
  ]);
  return timeStamp([...shared, ...own]);
};

/** @param {string} packageName */
const outputExists = (packageName) =>
  closureOf(workspacePackages(ROOT), packageName).every(
    ({ folder, manifest }) => manifest.scripts?.build === undefined || existsSync(join(folder, "dist")),
  );

/** @param {Target} target */
export const isBuilt = ({ packageName, entry }) =>
  existsSync(join(ROOT, entry)) &&
  outputExists(packageName) &&
  readStamp(stampFile(packageName)) === wantedStamp(packageName);

/** @param {Target} target @param {(line: string) => void} say */
export const build = async ({ packageName, entry }, say) => {
  const packages = workspacePackages(ROOT);
  if (!packages.some(({ manifest }) => manifest.name === packageName)) {
    throw new Problem(
      `The package ${packageName} is missing from this checkout: run \`git status\` and restore it.`,
    );
  }
  say(`building ${packageName} and what it needs`);
  // Taken before the build: what is edited meanwhile counts as changed.
  const stamp = wantedStamp(packageName);
  pruneStaleOutput(closureOf(packages, packageName));
  const { code } = await runTool("turbo", [
    "run",
    "build",
    `--filter=${packageName}...`,
    "--output-logs=errors-only",
    "--log-order=grouped",
  ]);
  if (code !== 0)
    throw new Problem("The build failed: the lines above name the file; fix it and run the command again.");
  if (!existsSync(join(ROOT, entry))) {
    throw new Problem(`The build left no ${entry}: check the build script of ${packageName}.`);
  }
  writeStamp(stampFile(packageName), stamp);
};
