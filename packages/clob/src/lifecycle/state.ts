import { type Decimal, fromBaseUnits, type PolymarketError, type TradeId } from "@pm/core-types";
import { DUST, isImmediate, type OrderFacts, type OrderFill } from "./facts.ts";
import { isSettled } from "./join.ts";

/**
 * Where an order stands. `unknown`: nothing proves yet whether it landed; `delayed`: held before matching, cannot be
 * cancelled; `open`: on the book; `done`: nothing more will be matched; `rejected`: it never landed.
 */
export type OrderPhase = "unknown" | "rejected" | "delayed" | "open" | "done";

/**
 * Why an order is done. `killed`: the rest of a FOK or FAK that found no counterpart; `gone`: the venue no longer tells
 * about it, and never told this process why.
 */
export type OrderEnd = "filled" | "cancelled" | "killed" | "expired" | "invalid" | "market-resolved" | "gone";

/** What the facts about an order add up to. Amounts are shares. */
export type OrderState = {
  readonly phase: OrderPhase;
  readonly outcome: "accepted" | "rejected" | "unknown";
  /** Undefined while the order is not done. */
  readonly end: OrderEnd | undefined;
  /** Matched at the venue, settled or not. */
  readonly matched: Decimal;
  /** Matched in trades that did not fail, as far as their trades are known. */
  readonly filled: Decimal;
  /** What may still be matched. */
  readonly remaining: Decimal;
  /** A cancel was asked for and has not been answered by the order's end. */
  readonly cancelPending: boolean;
  /** Fills in the order of their trade ids. */
  readonly fills: readonly OrderFill[];
  /** Trades that are known to exist but have not been seen. */
  readonly missingTrades: readonly TradeId[];
  /** Nothing about this order can change any more: done, every fill known, each confirmed or rolled back. */
  readonly settled: boolean;
  readonly error: PolymarketError | undefined;
};

/** Derives the state of an order from what is known about it. Pure. */
export function stateOf(facts: OrderFacts): OrderState {
  const outcome = outcomeOf(facts);
  const fills = [...facts.fills.values()].sort((left, right) => (left.tradeId < right.tradeId ? -1 : 1));
  const matched = matchedUnits(facts);
  const end = outcome === "accepted" ? endOf(facts, isFull(facts, matched)) : undefined;
  const missing = missingTrades(facts);
  // Fills are whole when every trade that was named, and every share that was called matched, has been seen.
  const whole = missing.length === 0 && facts.matched - seenUnits(facts) < DUST;
  const left = facts.terms.size - matched;
  return {
    phase: phaseOf(facts, outcome, end, matched),
    outcome,
    end,
    matched: fromBaseUnits(matched),
    filled: fromBaseUnits(sum(fills.filter((fill) => fill.status !== "FAILED").map((fill) => fill.size))),
    remaining: fromBaseUnits(end !== undefined || outcome === "rejected" || left < 0n ? 0n : left),
    cancelPending: facts.cancelAsked && end === undefined && outcome !== "rejected",
    fills,
    missingTrades: missing,
    settled:
      outcome === "rejected" ||
      (end !== undefined && factsAreFinal(facts) && whole && fills.every((fill) => isSettled(fill.status))),
    error: outcome === "rejected" ? (facts.refusal ?? facts.absence) : undefined,
  };
}

/** Presence is stronger than any refusal: an order that was seen landed, whatever a later send was told. */
export function outcomeOf(facts: OrderFacts): OrderState["outcome"] {
  const landed =
    facts.answered.size > 0 ||
    facts.told.size > 0 ||
    facts.duplicate ||
    facts.fills.size > 0 ||
    facts.cancelConfirmed;
  if (landed) return "accepted";
  return facts.refusal !== undefined || facts.absence !== undefined ? "rejected" : "unknown";
}

/** Shares of all fills that were seen, in base units. */
export function seenUnits(facts: OrderFacts): bigint {
  return sum([...facts.fills.values()].map((fill) => fill.size));
}

/** Shares that were matched, told or seen, in base units. */
export function matchedUnits(facts: OrderFacts): bigint {
  const seen = seenUnits(facts);
  if (seen > facts.matched) return seen;
  return facts.matched;
}

/** Trades that were named but not seen. */
export function missingTrades(facts: OrderFacts): readonly TradeId[] {
  return [...facts.tradeIds].filter((id) => !facts.fills.has(id)).sort();
}

/** Whether all there is to match has been matched. */
function isFull(facts: OrderFacts, matched: bigint): boolean {
  const { budget, size } = facts.terms;
  if (budget === undefined) return size - matched < DUST;
  // A market BUY is bounded by its pUSD; filled better than its worst price it gets more shares than `size`.
  const spent = sum([...facts.fills.values()].map((fill) => (fill.size * fill.price) / 1_000_000n));
  return budget - spent < DUST;
}

/** Whether what was matched in the end is known, and not only that the end has come. */
export function factsAreFinal(facts: OrderFacts): boolean {
  return (
    facts.final ||
    isFull(facts, matchedUnits(facts)) ||
    (isImmediate(facts.terms) && (isMatchedWhole(facts) || isForgotten(facts)))
  );
}

/** The answer to an immediate order names all its trades; one that names none has to be looked up. */
function isMatchedWhole(facts: OrderFacts): boolean {
  return facts.answered.has("matched") && facts.tradeIds.size > 0;
}

/** The venue has the bytes of an immediate order, and no read shows it: it was killed and forgotten. */
function isForgotten(facts: OrderFacts): boolean {
  return facts.duplicate && facts.absence !== undefined;
}

function endOf(facts: OrderFacts, full: boolean): OrderEnd | undefined {
  if (full) return "filled";
  if (facts.told.has("CANCELED_MARKET_RESOLVED")) return "market-resolved";
  if (facts.told.has("INVALID")) return "invalid";
  if (facts.told.has("EXPIRED")) return "expired";
  const immediate = isImmediate(facts.terms);
  const cancelled = facts.cancelConfirmed || [...facts.told].some((status) => status.startsWith("CANCELED"));
  if (cancelled) return immediate ? "killed" : "cancelled";
  const matched = facts.answered.has("matched") || facts.told.has("MATCHED");
  if (!immediate && facts.told.has("MATCHED") && facts.final) return "filled";
  if (!immediate) return facts.vanished ? "gone" : undefined;
  if (matched) return facts.terms.timeInForce === "FOK" ? "filled" : "killed";
  if (facts.vanished) return "killed";
  return isForgotten(facts) ? "killed" : undefined;
}

function phaseOf(
  facts: OrderFacts,
  outcome: OrderState["outcome"],
  end: OrderEnd | undefined,
  matched: bigint,
): OrderPhase {
  if (outcome !== "accepted") return outcome;
  if (end !== undefined) return "done";
  const delayed = facts.answered.has("delayed") || facts.told.has("DELAYED");
  const moved = matched > 0n || facts.told.has("LIVE") || facts.told.has("UNMATCHED");
  return delayed && !moved ? "delayed" : "open";
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
