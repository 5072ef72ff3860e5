// tsc and turbo add to dist but never take away: what a deleted source left behind would still be imported and packed.
import { existsSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { filesBelow } from "./stamp.mjs";

const OUTPUT = /\.(?:js|d\.ts)(?:\.map)?$/;

/**
 * Files below dist that no source below src explains.
 * @param {readonly string[]} outputs paths relative to dist, with "/"
 * @param {(source: string) => boolean} hasSource asks for a path relative to src
 */
export const staleOutputs = (outputs, hasSource) =>
  outputs.filter((output) => {
    if (!OUTPUT.test(output)) return false;
    const stem = output.replace(OUTPUT, "");
    return !hasSource(`${stem}.ts`) && !hasSource(`${stem}.tsx`);
  });

/** Only touches packages that build from src to dist. @param {readonly import("./layout.mjs").WorkspacePackage[]} packages */
export const pruneStaleOutput = (packages) => {
  for (const { folder, manifest } of packages) {
    if (!manifest.scripts?.build?.startsWith("tsc ")) continue;
    const dist = join(folder, "dist");
    const outputs = filesBelow(dist).map((file) => relative(dist, file).split(sep).join("/"));
    for (const stale of staleOutputs(outputs, (source) => existsSync(join(folder, "src", source)))) {
      rmSync(join(dist, stale), { force: true });
    }
  }
};
