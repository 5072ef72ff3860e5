import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Example } from "./blocks.ts";

/** What the compiler said; it emits JavaScript even where it complains, but complaining examples are not run. */
export type Compiled = Readonly<{ succeeded: boolean; output: string }>;

const options = {
  extends: "@pm/tsconfig/library.json",
  compilerOptions: {
    rootDir: ".",
    outDir: "out",
    declaration: false,
    declarationMap: false,
    // An example may show a value without using it.
    noUnusedLocals: false,
    noUnusedParameters: false,
  },
  include: ["*.ts"],
};

/** An example that runs beside a venue may rely on its line, so it need not check for it. */
const DECLARATIONS = "declare namespace NodeJS {\n  interface ProcessEnv {\n    PM_VENUE: string;\n  }\n}\n";

/** Writes all examples into one folder and compiles them together: one start of the compiler for all. */
export const compile = (folder: string, examples: readonly Example[]): Compiled => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
  writeFileSync(join(folder, "environment.d.ts"), DECLARATIONS);
  for (const { fileName, code } of examples) {
    // The last line makes a module of it, so that `await` works at the top; code lines keep their numbers.
    writeFileSync(join(folder, fileName), `${code}export {};\n`);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [compilerPath(), "-p", folder], {
    encoding: "utf8",
  });
  return { succeeded: status === 0, output: `${stdout}${stderr}` };
};

const compilerPath = (): string => {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  return join(dirname(manifest), "bin", "tsc");
};
