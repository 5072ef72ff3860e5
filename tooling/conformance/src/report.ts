import type { Outcome } from "./run.ts";

/** What is printed, and whether anything failed. */
export type Report = { readonly lines: readonly string[]; readonly failed: number };

/** One line per kind, what failed or was decided below it, and the sum at the end. */
export function report(outcomes: readonly Outcome[]): Report {
  const kinds = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const { kind } = outcome.vector;
    kinds.set(kind, [...(kinds.get(kind) ?? []), outcome]);
  }
  const width = Math.max(...[...kinds.keys()].map((kind) => kind.length));
  const lines = [...kinds].flatMap(([kind, all]) => [
    kindLine(kind.padEnd(width), all),
    ...all.flatMap(details),
  ]);
  const failed = outcomes.filter(isFailed).length;
  return { lines: [...lines, `${outcomes.length - failed} passed, ${failed} failed`], failed };
}

function kindLine(kind: string, outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter(isFailed).length;
  const decided = outcomes.filter(
    ({ verdict }) => !isFailedVerdict(verdict) && verdict.decision !== undefined,
  ).length;
  const remark = decided === 0 ? "" : `, of them ${decided} decided`;
  return `${kind}  ${outcomes.length - failed} passed, ${failed} failed${remark}`;
}

function details({ vector, verdict }: Outcome): string[] {
  if (isFailedVerdict(verdict)) return verdict.problems.map((problem) => `  failed ${vector.id}: ${problem}`);
  const { decision } = verdict;
  if (decision === undefined) return [];
  const { field, official, exact, rule } = decision;
  return [`  decided ${vector.id}: ${field} official ${official}, exact ${exact} (${rule})`];
}

function isFailed({ verdict }: Outcome): boolean {
  return isFailedVerdict(verdict);
}

function isFailedVerdict({ problems }: Outcome["verdict"]): boolean {
  return problems.length > 0;
}
