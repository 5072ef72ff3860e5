import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What npm would publish for one package. */
export type Tarball = Readonly<{ name: string; folder: string; data: Uint8Array }>;

/** Packs all folders with one start of npm, without running any script. @throws when npm cannot pack one of them */
export const packAll = (root: string, folders: readonly string[]): readonly Tarball[] => {
  const destination = mkdtempSync(join(tmpdir(), "pm-pack-"));
  try {
    const { status, stdout, stderr } = spawnSync(
      "npm",
      [
        "pack",
        ...folders.map((folder) => `./${folder}`),
        "--json",
        "--ignore-scripts",
        "--pack-destination",
        destination,
      ],
      { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024, shell: process.platform === "win32" },
    );
    if (status !== 0) throw new Error(`npm pack failed: ${stderr.trim()}`);
    const packed = entriesOf(JSON.parse(stdout));
    return packed.map(({ name, filename }, index) => ({
      name,
      folder: folders[index] ?? "",
      data: readFileSync(join(destination, filename)),
    }));
  } finally {
    rmSync(destination, { recursive: true, force: true });
  }
};

type Packed = Readonly<{ name: string; filename: string }>;

/** npm 11 answers with a list, newer ones with an object by name. */
const entriesOf = (answer: unknown): readonly Packed[] =>
  Array.isArray(answer) ? (answer as Packed[]) : Object.values(answer as Record<string, Packed>);
