import { existsSync, readFileSync } from "node:fs";
import { equivalence } from "./equivalent.mjs";
import { TARGETS } from "./targets.mjs";

const DETECTED = new Set(["Killed", "Timeout"]);
const UNDETECTED = new Set(["Survived", "NoCoverage"]);

/** Mutants of a Stryker report by what became of them, in all and by file. Score in percent of those that differ. */
export function summary(report) {
  const files = Object.entries(report.files).map(([name, file]) => ({ name, ...count(name, file) }));
  const sum = (key) => files.reduce((total, file) => total + file[key], 0);
  return { ...scored(sum("detected"), sum("survived"), sum("equivalent")), files };
}

function count(name, { mutants, source }) {
  const left = mutants.filter(({ status }) => UNDETECTED.has(status));
  const equivalent = left.filter((mutant) => equivalence(name, source, mutant) !== undefined).length;
  const detected = mutants.filter(({ status }) => DETECTED.has(status)).length;
  return scored(detected, left.length - equivalent, equivalent);
}

function scored(detected, survived, equivalent) {
  const differing = detected + survived;
  return { detected, survived, equivalent, score: differing === 0 ? 100 : (detected * 100) / differing };
}

/** What survived, line by line: the text of each mutant that no test noticed and that is not equivalent. */
export function survivors(report) {
  return Object.entries(report.files).flatMap(([name, { mutants, source }]) =>
    mutants
      .filter((mutant) => UNDETECTED.has(mutant.status) && equivalence(name, source, mutant) === undefined)
      .map(({ location, mutatorName, replacement }) => {
        return `${name}:${location.start.line}:${location.start.column} ${mutatorName} → ${replacement}`;
      }),
  );
}

/** The page of scores, from the reports that exist. */
export function writeReport(folder) {
  const row = (name, { detected, survived, equivalent, score }) => [
    name,
    detected,
    survived,
    equivalent,
    `${score.toFixed(1)} %`,
  ];
  const rows = TARGETS.flatMap(({ name }) => {
    const file = new URL(`${name}.json`, folder);
    if (!existsSync(file)) return [];
    const all = summary(JSON.parse(readFileSync(file, "utf8")));
    return [row(`**${name}**`, all), ...all.files.map((each) => row(each.name, each))];
  });
  const cells = [["target and file", "detected", "survived", "equivalent", "score"], ...rows].map((each) =>
    each.map(String),
  );
  const [head, ...body] = cells;
  const widths = head.map((_, column) => Math.max(...cells.map((each) => each[column].length)));
  const line = (each) => `| ${each.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return `# Mutation scores

Written by \`pnpm --filter @pm/mutation mutation\`; do not edit. Wanted: 90 % of the mutants that change anything.
Equivalent ones do not, each for the reason that \`equivalent.mjs\` gives.

${[head, rule, ...body].map(line).join("\n")}
`;
}
