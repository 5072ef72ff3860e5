import type { PolymarketError, SettlementStatus, TradeId } from "@pm/core-types";
import { DUST, isImmediate, type OrderFact, type OrderFacts, type OrderFill } from "./facts.ts";

/** States of an order after which nothing more is matched. Reasons after `CANCELED_` are the venue's own words. */
export function isEndStatus(status: string): boolean {
  return (
    status.startsWith("CANCELED") || status === "INVALID" || status === "EXPIRED" || status === "MATCHED"
  );
}

/**
 * Whether a state told with an amount is the last one. `MATCHED` of a resting order may also mean "matched so far":
 * it is the end only when all is matched, or when the order is known to be off the book.
 */
function isFinal({ terms }: OrderFacts, fact: OrderFact & { type: "told" }): boolean {
  if (fact.matched === undefined || !isEndStatus(fact.status)) return false;
  if (fact.status !== "MATCHED" || fact.gone === true) return true;
  return isImmediate(terms) || terms.size - fact.matched < DUST;
}

/**
 * What is known once `fact` is known too. Pure; commutative, associative and idempotent; returns `facts` itself when
 * it learns nothing.
 */
export function applyFact(facts: OrderFacts, fact: OrderFact): OrderFacts {
  switch (fact.type) {
    case "answered":
      return withTrades(
        facts.answered.has(fact.status) ? facts : { ...facts, answered: added(facts.answered, fact.status) },
        fact.tradeIds,
      );
    case "refused":
      return withError(facts, "refusal", fact.error);
    case "absent":
      return withError(facts, "absence", fact.error);
    case "duplicate":
      return facts.duplicate ? facts : { ...facts, duplicate: true };
    case "cancel-asked":
      return facts.cancelAsked ? facts : { ...facts, cancelAsked: true };
    case "cancel-confirmed":
      return facts.cancelConfirmed ? facts : { ...facts, cancelConfirmed: true };
    case "vanished":
      return vanished(facts, fact.matched);
    case "told":
      return told(facts, fact);
    case "filled":
      return filled(facts, fact.fill);
  }
}

function vanished(facts: OrderFacts, told: bigint): OrderFacts {
  if (facts.vanished && told <= facts.matched) return facts;
  const matched = told > facts.matched ? told : facts.matched;
  return { ...facts, vanished: true, final: true, matched };
}

function told(facts: OrderFacts, fact: OrderFact & { type: "told" }): OrderFacts {
  const final = facts.final || isFinal(facts, fact);
  const matched = fact.matched !== undefined && fact.matched > facts.matched ? fact.matched : facts.matched;
  const known = facts.told.has(fact.status) && final === facts.final && matched === facts.matched;
  return withTrades(
    known ? facts : { ...facts, told: added(facts.told, fact.status), final, matched },
    fact.tradeIds,
  );
}

function filled(facts: OrderFacts, fill: OrderFill): OrderFacts {
  const before = facts.fills.get(fill.tradeId);
  const after = before === undefined ? fill : joinFill(before, fill);
  if (after === before) return facts;
  const fills = new Map(facts.fills).set(fill.tradeId, after);
  return withTrades({ ...facts, fills }, [fill.tradeId]);
}

/** How far a settlement is. Terminal states stand above all others, whenever they were told. */
const STAGE: Readonly<Record<string, number>> = {
  MATCHED_NOT_BROADCASTED: 0,
  MATCHED: 1,
  RETRYING: 2,
  MINED: 3,
  CONFIRMED: 4,
  FAILED: 5,
};

/** True when a settlement will not change any more. */
export function isSettled(status: SettlementStatus): boolean {
  return status === "CONFIRMED" || status === "FAILED";
}

/** −1, 0 or 1: a total order over everything told about one fill, so that the largest is the same in any order. */
function compareFills(left: OrderFill, right: OrderFill): number {
  return (
    Number(isSettled(left.status)) - Number(isSettled(right.status)) ||
    left.updatedAt - right.updatedAt ||
    (STAGE[left.status] ?? 1) - (STAGE[right.status] ?? 1) ||
    compare(left.status, right.status) ||
    compare(left.transactionHash ?? "", right.transactionHash ?? "") ||
    compare(
      `${left.size} ${left.price} ${left.side} ${left.role}`,
      `${right.size} ${right.price} ${right.side} ${right.role}`,
    ) ||
    left.matchedAt - right.matchedAt
  );
}

function joinFill(left: OrderFill, right: OrderFill): OrderFill {
  return compareFills(left, right) >= 0 ? left : right;
}

function withTrades(facts: OrderFacts, ids: readonly TradeId[]): OrderFacts {
  if (ids.every((id) => facts.tradeIds.has(id))) return facts;
  return { ...facts, tradeIds: new Set([...facts.tradeIds, ...ids]) };
}

/** Of two proofs of the same kind one is kept, and always the same one. */
function withError(facts: OrderFacts, slot: "refusal" | "absence", error: PolymarketError): OrderFacts {
  const known = facts[slot];
  if (
    known !== undefined &&
    compare(`${known.code} ${known.message}`, `${error.code} ${error.message}`) <= 0
  ) {
    return facts;
  }
  return { ...facts, [slot]: error };
}

function added(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  return new Set([...set, value]);
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
