import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { node24 } from "@pm/node-24";
import { transformSync } from "esbuild";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));
const CORE_TYPES = join(PACKAGE, "..", "core-types");

/** A project outside the repository that has nothing but the two packed packages and what they depend on. */
export type Scratch = {
  readonly folder: string;
  /** Writes a file and answers its path. */
  readonly write: (name: string, text: string) => string;
  readonly close: () => void;
};

/** Packs a package as it would be published; answers the archive's path. */
function pack(source: string, target: string): string {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", target];
  const output = execFileSync("npm", args, {
    cwd: source,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [packed] = Object.values(JSON.parse(output)) as [{ filename: string }];
  return join(target, packed.filename);
}

/**
 * A scratch project with both packages unpacked from their archives. Their dependencies are this repository's own
 * copies, so that nothing is downloaded; `optional` says whether those that may be missing are there.
 */
export function createScratch({ optional }: { readonly optional: boolean }): Scratch {
  const folder = mkdtempSync(join(tmpdir(), "pm-signing-"));
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@pm"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"private":true,"type":"module"}');
  for (const source of [CORE_TYPES, PACKAGE]) {
    const archive = pack(source, folder);
    execFileSync("tar", ["-xzf", archive, "-C", folder]);
    const manifest = JSON.parse(readFileSync(join(folder, "package", "package.json"), "utf8"));
    cpSync(join(folder, "package"), join(modules, manifest.name), { recursive: true });
    rmSync(join(folder, "package"), { recursive: true });
    const wanted = {
      ...manifest.dependencies,
      ...(optional && { ...manifest.optionalDependencies, ...manifest.peerDependencies }),
    };
    for (const name of Object.keys(wanted).filter((name) => !name.startsWith("@pm/")))
      link(modules, source, name);
  }
  return {
    folder,
    write: (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function link(modules: string, source: string, name: string): void {
  const target = join(modules, name);
  mkdirSync(dirname(target), { recursive: true });
  if (!existsSync(target)) symlinkSync(join(source, "node_modules", name), target);
}

/** One runnable example of a README: as JavaScript, and what its comments promise that it prints. */
export type Example = { readonly code: string; readonly promised: readonly string[] };

/** The runnable examples of both packages' READMEs. */
export function readmeExamples(): {
  readonly coreTypes: readonly Example[];
  readonly signing: readonly Example[];
} {
  return { coreTypes: examplesOf(CORE_TYPES), signing: examplesOf(PACKAGE) };
}

function examplesOf(folder: string): readonly Example[] {
  const text = readFileSync(join(folder, "README.md"), "utf8");
  const blocks = [...text.matchAll(/^```ts runnable\n(.*?)^```$/gms)].map(([, block]) => block ?? "");
  return blocks.map((block) => ({
    code: transformSync(block, { loader: "ts", format: "esm", target: "es2022" }).code,
    // A remark may follow the output after a colon.
    promised: [...block.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)].map(
      ([, comment]) => comment?.split(": ")[0] ?? "",
    ),
  }));
}

/** Node's binaries to run under: this one, and Node 24 on platforms that have one here. */
export function nodeBinaries(): readonly (readonly [string, string])[] {
  const other = node24();
  return [
    [`node ${process.versions.node}`, process.execPath],
    ...(other ? [["node 24", other] as const] : []),
  ];
}

/** The archives of both packages, for an installation by npm itself. */
export function packBoth(target: string): readonly string[] {
  return [CORE_TYPES, PACKAGE].map((source) => pack(source, target));
}

/** What a packed file list holds. */
export function packedFiles(scratch: Scratch): readonly string[] {
  return readdirSync(join(scratch.folder, "node_modules", "@pm", "signing"), { recursive: true }) as string[];
}
