// The commands of the root package.json, as data.

/**
 * @typedef {{ kind: "run", target: import("./build.mjs").Target, args: readonly string[] }} RunCommand
 * @typedef {{ kind: "test", args: readonly string[] }} TestCommand
 */

const cli = { packageName: "@pm/cli", entry: "apps/cli/dist/main.js" };
const bench = { packageName: "@pm/bench", entry: "tooling/bench/dist/main.js" };
const conformance = { packageName: "@pm/conformance", entry: "tooling/conformance/dist/main.js" };

/** @type {Readonly<Record<string, (args: readonly string[]) => RunCommand | TestCommand>>} */
const COMMANDS = {
  demo: (args) => ({ kind: "run", target: cli, args: ["demo", ...args] }),
  pm: (args) => ({ kind: "run", target: cli, args }),
  bench: (args) => ({ kind: "run", target: bench, args }),
  conformance: (args) => ({ kind: "run", target: conformance, args }),
  test: (args) => ({ kind: "test", args }),
};

export const COMMAND_NAMES = Object.keys(COMMANDS);

/** @param {readonly string[]} argv what follows `main.mjs`; nothing when the command is unknown */
export const parseCommand = ([name, ...args]) =>
  name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name]?.(args) : undefined;
