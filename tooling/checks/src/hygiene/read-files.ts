import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TextFile } from "./check.ts";

const BINARY = "\0";

/** Every text file that git tracks or would track. @throws outside a git checkout */
export const readRepositoryFiles = (root: string): readonly TextFile[] => {
  const { status, stdout, stderr } = spawnSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "-z"],
    { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`git cannot list the files of the repository: ${stderr}`);
  return stdout.split("\0").flatMap((path): TextFile[] => {
    if (path === "") return [];
    try {
      const text = readFileSync(join(root, path), "utf8");
      return text.includes(BINARY) ? [] : [{ path, text }];
    } catch {
      // Deleted in the working tree but still in the index, or a link to nowhere.
      return [];
    }
  });
};
