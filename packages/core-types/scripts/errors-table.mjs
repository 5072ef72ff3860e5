// Writes ERRORS.md from the error classes: `npm run errors-table` after a build. A test fails when the page is stale.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ERRORS = new URL("../src/errors/", import.meta.url);
const PAGE = new URL("../ERRORS.md", import.meta.url);
const CLASS = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export class (\w+) extends/g;

const HEAD = `# Errors

Generated from the code by \`npm run errors-table\`; do not edit.

Every failure is a \`PolymarketError\`. \`code\` is stable across releases, \`retry\` tells whether the same call may be made
again, \`outcome\` what became of it at the venue. Action, retry and outcome are the defaults of the class; the place that
throws may know better and say so.

`;
const COLUMNS = ["code", "class", "cause", "action", "retry", "outcome"];

/** The sentence above each error class, by class name, read from the sources. */
export function readCauses() {
  const causes = new Map();
  for (const file of readdirSync(ERRORS).filter((name) => name.endsWith(".ts") && !name.includes(".test"))) {
    for (const [, comment = "", name] of readFileSync(new URL(file, ERRORS), "utf8").matchAll(CLASS)) {
      const lines = comment.split("\n").map((line) => line.replace(/^\s*\*? ?/, "").trim());
      causes.set(name, lines.join(" ").trim());
    }
  }
  return causes;
}

/** The page for every error class among the exports of a module. */
export function errorsPage(exports, causes) {
  const base = exports.PolymarketError;
  const rows = Object.values(exports)
    .filter((value) => typeof value === "function" && value.prototype instanceof base)
    .map((error) => {
      const cause = causes.get(error.name);
      if (!cause) throw new Error(`${error.name} needs a sentence above it that says when it is thrown`);
      const { code, action, retry, outcome } = error.defaults;
      const parent = Object.getPrototypeOf(error);
      const kind = parent === base ? error.name : `${error.name} (${parent.name})`;
      return [`\`${code}\``, kind, cause, action, retry, outcome];
    })
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return `${HEAD}${table([COLUMNS, ...rows])}\n`;
}

/** Columns padded to their widest cell, as the repository's formatter leaves them. */
function table([head, ...rows]) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(PAGE, errorsPage(await import("../dist/index.js"), readCauses()));
}
