// Brings node_modules to what the lockfile says, and does nothing at all when it is there already.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./child.mjs";
import { installProblem } from "./install-problem.mjs";
import { ROOT, readManifest, workspacePackages } from "./layout.mjs";
import { Problem } from "./problem.mjs";
import { contentStamp, readStamp, writeStamp } from "./stamp.mjs";

const STAMP = join(ROOT, "node_modules", ".pm", "install");

/** The pinned version: "12.21.0" of "pnpm@12.21.0". @param {string | undefined} packageManager */
export const pinnedPnpm = (packageManager) => {
  const version = /^pnpm@(\d[^+]*)/.exec(packageManager ?? "")?.[1];
  if (version === undefined) {
    throw new Problem('package.json must pin the package manager: set "packageManager": "pnpm@<version>".');
  }
  return version;
};

/** Everything that decides what an install would do. */
const wantedStamp = () => {
  const manifests = workspacePackages(ROOT).map(({ folder }) => join(folder, "package.json"));
  const steering = ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml"].map((name) => join(ROOT, name));
  return `${process.platform}-${process.arch} ${contentStamp([...steering, ...manifests])}`;
};

/** A stamp alone is not believed when the folders it speaks of are gone. */
const foldersExist = () =>
  existsSync(join(ROOT, "node_modules", ".bin", "turbo")) &&
  workspacePackages(ROOT).every(
    ({ folder, manifest }) =>
      Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length === 0 ||
      existsSync(join(folder, "node_modules")),
  );

export const isInstalled = () => foldersExist() && readStamp(STAMP) === wantedStamp();

/** @param {(line: string) => void} say */
export const install = async (say) => {
  const version = pinnedPnpm(readManifest(join(ROOT, "package.json")).packageManager);
  const stamp = wantedStamp();
  say(`installing packages with pnpm ${version}`);
  const { code, output } = await runTool("npx", [
    "--yes",
    `pnpm@${version}`,
    "install",
    "--frozen-lockfile",
    // Its hashes are checked; the age of each version was judged when it entered the lockfile, not at each clone.
    "--trust-lockfile",
    "--reporter=append-only",
  ]);
  if (code !== 0) throw new Problem(installProblem(output));
  writeStamp(STAMP, stamp);
};
