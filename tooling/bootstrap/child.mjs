// Runs one tool to its end: its output is progress and goes to stderr, signals reach it, nothing outlives us.
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { ROOT } from "./layout.mjs";
import { Interrupted, Problem } from "./problem.mjs";

const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
const KEPT_OUTPUT = 64 * 1024;

/** The environment of every tool: our own binaries first, no telemetry, no surprise from NODE_ENV. */
const toolEnvironment = () => {
  const { NODE_ENV: _ignored, ...inherited } = process.env;
  return {
    ...inherited,
    PATH: [join(ROOT, "node_modules", ".bin"), inherited.PATH ?? ""].join(delimiter),
    TURBO_TELEMETRY_DISABLED: "1",
    TURBO_NO_UPDATE_NOTIFIER: "1",
    DO_NOT_TRACK: "1",
    npm_config_update_notifier: "false",
    // Test results hold for the Node that produced them; turbo hashes this variable.
    PM_NODE: process.version,
    ...(process.stderr.isTTY && !inherited.NO_COLOR ? { FORCE_COLOR: inherited.FORCE_COLOR ?? "1" } : {}),
  };
};

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, output: string }>} the exit code and the last part of what it printed
 */
export const runTool = (command, args) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: toolEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (/** @type {Buffer} */ chunk) => {
        process.stderr.write(chunk);
        output = (output + chunk.toString("utf8")).slice(-KEPT_OUTPUT);
      });
    }

    /** @type {NodeJS.Signals | undefined} */
    let received;
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      received = signal;
      // A terminal has sent Ctrl-C to the whole group already; a second one would read as "at once".
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    const release = () => {
      for (const signal of SIGNALS) process.off(signal, forward);
    };

    child.on("error", (error) => {
      release();
      const missing = "code" in error && error.code === "ENOENT";
      reject(
        new Problem(
          missing
            ? `The command "${command}" was not found: it comes with Node, so check that Node's folder is on PATH.`
            : `The command "${command}" cannot be started (${error.message}): fix that and run again.`,
        ),
      );
    });
    child.on("close", (code) => {
      release();
      if (received !== undefined) reject(new Interrupted(received));
      else resolve({ code: code ?? 1, output });
    });
  });
