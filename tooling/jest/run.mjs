#!/usr/bin/env node
// Runs jest in this package with native ES modules, without asking the caller for NODE_OPTIONS.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";

// After the last test a process that is still alive holds a timer or a socket somebody forgot to close.
const EXIT_GRACE_MS = 15_000;

const jest = createRequire(import.meta.url).resolve("jest/bin/jest");
const args = process.argv.slice(2);
// An older summary must not speak for a run that dies before it can write its own.
if (args.length === 0) rmSync(".jest-results", { recursive: true, force: true });

const child = spawn(
  process.execPath,
  ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", jest, ...args],
  { stdio: ["inherit", "inherit", "inherit", "ipc"] },
);

let leaked = false;
child.on("message", (message) => {
  if (message !== "complete" || args.some((arg) => arg.startsWith("--watch"))) return;
  setTimeout(() => {
    leaked = true;
    console.error(
      `pm-jest: tests are done but something keeps the process alive after ${EXIT_GRACE_MS / 1000} s; ` +
        "find it with `pm-jest --detectOpenHandles`.",
    );
    child.kill("SIGKILL");
  }, EXIT_GRACE_MS).unref();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`pm-jest: cannot start jest: ${error.message}`);
  process.exitCode = 1;
});
child.on("exit", (code) => {
  process.exitCode = leaked ? 1 : (code ?? 1);
});
