#!/usr/bin/env node
// Runs jest in this package with native ES modules, without asking the caller for NODE_OPTIONS.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const jest = createRequire(import.meta.url).resolve("jest/bin/jest.js");
const { status } = spawnSync(
  process.execPath,
  ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", jest, ...process.argv.slice(2)],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
