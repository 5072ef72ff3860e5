import { type FeeCurve, feeCurve, takerFeeCeilingUnits } from "@pm/core-types";
import type { CheckedOrder } from "../orders/checks.ts";
import type { OrderFacts, OrderFill } from "./facts.ts";
import { factsAreFinal, matchedUnits, missingTrades, outcomeOf, seenUnits } from "./state.ts";

/** What one order has a claim on. Base units of its spending asset. */
export type Claims = {
  /** What it may still take, fills that exist but have not been seen included. */
  readonly held: bigint;
  /** What its seen fills took. */
  readonly taken: readonly { readonly fill: OrderFill; readonly units: bigint }[];
};

/** The claims of an order, given what is known about it. Pure. */
export function claimsOf(checked: CheckedOrder, facts: OrderFacts): Claims {
  const curve = checked.rules.fees === undefined ? undefined : feeCurve(checked.rules.fees);
  const taken = [...facts.fills.values()].map((fill) => ({ fill, units: takenBy(fill, curve) }));
  return { held: heldBy(checked, facts, taken), taken };
}

function heldBy(checked: CheckedOrder, facts: OrderFacts, taken: Claims["taken"]): bigint {
  if (outcomeOf(facts) === "rejected") return 0n;
  const { units } = checked.spend;
  const { size, budget } = facts.terms;
  const unseen = matchedUnits(facts) - seenUnits(facts);
  const more = !factsAreFinal(facts) || missingTrades(facts).length > 0;
  if (!more && unseen === 0n) return 0n;
  if (budget !== undefined) {
    // A market BUY is bounded by its money: what its fills have not taken it may still take.
    return atLeastZero(units - taken.reduce((sum, each) => sum + each.units, 0n));
  }
  const shares = atLeastZero(more ? size - seenUnits(facts) : unseen);
  return (units * shares + size - 1n) / size;
}

function atLeastZero(units: bigint): bigint {
  if (units < 0n) return 0n;
  return units;
}

function takenBy(fill: OrderFill, curve: FeeCurve | undefined): bigint {
  if (fill.side === "SELL") return fill.size;
  const paid = (fill.size * fill.price + 999_999n) / 1_000_000n;
  if (fill.role === "MAKER" || curve === undefined) return paid;
  return paid + takerFeeCeilingUnits(curve, fill.size, fill.price);
}
