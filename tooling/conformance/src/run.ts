import { CHECKS, type Check } from "./kinds/index.ts";
import type { Vector } from "./vector.ts";
import type { Verdict } from "./verdict.ts";

/** A vector and what became of it. */
export type Outcome = { readonly vector: Vector; readonly verdict: Verdict };

/** Runs vectors in order. A check that throws is a failure of its vector, an unknown kind too. */
export async function runVectors(
  vectors: readonly Vector[],
  checks: Readonly<Record<string, Check>> = CHECKS,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const vector of vectors) outcomes.push({ vector, verdict: await verdictOf(vector, checks) });
  return outcomes;
}

async function verdictOf(vector: Vector, checks: Readonly<Record<string, Check>>): Promise<Verdict> {
  const check = Object.hasOwn(checks, vector.kind) ? checks[vector.kind] : undefined;
  if (check === undefined) return { problems: [`kind: ${vector.kind} is unknown`] };
  try {
    return await check(vector);
  } catch (error) {
    return {
      problems: [`threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`],
    };
  }
}
