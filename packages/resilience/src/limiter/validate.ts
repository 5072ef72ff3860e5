import { ValidationError } from "@pm/core-types";
import type { LimitTable } from "./table.ts";

/**
 * Checks tables before they govern anything.
 *
 * @throws {ValidationError} naming the rule when a limit, window, rate or burst is zero, negative or not a number,
 * when an id is used twice, or when the default tier does not exist.
 */
export function validateTables(tables: readonly LimitTable[]): void {
  const ids = new Set<string>();
  for (const table of tables) {
    for (const rule of table.windows) {
      if (ids.has(rule.id)) fail(rule.id, "is defined twice");
      ids.add(rule.id);
      number(rule.id, "limit", rule.limit, 1);
      number(rule.id, "windowMs", rule.windowMs, 1);
    }
    const { signers } = table;
    if (signers === undefined) continue;
    for (const tier of signers.tiers) {
      for (const kind of ["orders", "cancels"] as const) {
        number(`tier ${tier.name}`, `${kind}.rate`, tier[kind].rate, 0.001);
        number(`tier ${tier.name}`, `${kind}.burst`, tier[kind].burst, 1);
      }
    }
    if (!signers.tiers.some((tier) => tier.name === signers.defaultTier)) {
      fail(table.name, `has no tier "${signers.defaultTier}", which is its default`);
    }
  }
}

function number(rule: string, field: string, value: number, least: number): void {
  if (!(Number.isFinite(value) && value >= least)) {
    fail(rule, `has ${field} ${String(value)}; it must be a number of at least ${least}`);
  }
}

function fail(rule: string, what: string): never {
  throw new ValidationError({ message: `Limit rule "${rule}" ${what}.`, context: { rule } });
}
