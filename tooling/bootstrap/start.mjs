// Prepares what a command needs, then becomes that command.
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, isBuilt } from "./build.mjs";
import { COMMAND_NAMES, parseCommand } from "./commands.mjs";
import { install, isInstalled } from "./install.mjs";
import { ROOT } from "./layout.mjs";
import { withLock } from "./lock.mjs";
import { watchParent } from "./orphan.mjs";
import { Interrupted, Problem } from "./problem.mjs";
import { runTests } from "./test-command.mjs";

const LOCK = join(ROOT, ".turbo", "bootstrap.lock");

/** Progress never goes to stdout, which belongs to the program that is started. @param {string} line */
const say = (line) => process.stderr.write(`> ${line}\n`);

/** @param {number} owner */
const sayWaiting = (owner) =>
  say(`waiting for process ${owner}, which installs or builds in the same folder`);

const requireWritableRoot = () => {
  try {
    accessSync(ROOT, constants.W_OK);
  } catch {
    throw new Problem(
      `There is no write permission in ${ROOT}: clone the repository into a folder that belongs to you.`,
    );
  }
};

/** @param {import("./build.mjs").Target} target */
const prepare = async (target) => {
  if (isInstalled() && isBuilt(target)) return;
  requireWritableRoot();
  const work = async () => {
    if (!isInstalled()) await install(say);
    if (!isBuilt(target)) await build(target, say);
  };
  await withLock(LOCK, work, sayWaiting);
};

/**
 * Loads the program into this very process: its stdin, stdout, exit code and signals are ours, and no child exists that
 * could be left behind.
 * @param {import("./build.mjs").Target} target
 * @param {readonly string[]} args
 */
const become = async ({ entry }, args) => {
  const file = join(ROOT, entry);
  process.argv.splice(1, process.argv.length - 1, file, ...args);
  await import(pathToFileURL(file).href);
};

/** @param {readonly string[]} args */
const test = async (args) => {
  requireWritableRoot();
  const work = async () => {
    if (!isInstalled()) await install(say);
  };
  await withLock(LOCK, work, sayWaiting);
  process.exitCode = await runTests(args, say);
};

/** @param {unknown} error */
const explain = (error) => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (error instanceof Problem) return error.message;
  if (code === "EACCES" || code === "EROFS" || code === "EPERM") {
    return `A file cannot be written (${/** @type {Error} */ (error).message}): use a folder that belongs to you.`;
  }
  return undefined;
};

/** @param {readonly string[]} argv */
export const start = async (argv) => {
  const command = parseCommand(argv);
  if (command === undefined) {
    say(`Say one of: ${COMMAND_NAMES.map((name) => `npm run ${name}`).join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  // Outside npm a parent may end on purpose and leave us running, as `nohup` does.
  if (process.env.npm_lifecycle_event !== undefined) watchParent(() => process.kill(process.pid, "SIGTERM"));
  try {
    if (command.kind === "test") return await test(command.args);
    await prepare(command.target);
  } catch (error) {
    if (error instanceof Interrupted) {
      process.kill(process.pid, error.signal);
      return;
    }
    const sentence = explain(error);
    if (sentence === undefined) throw error;
    say(sentence);
    process.exitCode = 1;
    return;
  }
  await become(command.target, command.args);
};
