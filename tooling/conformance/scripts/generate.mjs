// Writes every file of vectors; with `--check` compares instead. One process each: they replace clocks and consoles.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

for (const name of ["orders", "auth", "relayer", "client"]) {
  const script = fileURLToPath(new URL(`generate-${name}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(2)], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
