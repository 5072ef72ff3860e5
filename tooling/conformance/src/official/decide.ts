import { type OrderAmounts, quantumUnits, type TickRule } from "@pm/core-types";
import type { Decision } from "../verdict.ts";

/** Amounts as an official client wrote them: decimal text of base units. */
export type OfficialAmounts = { readonly makerAmount: string; readonly takerAmount: string };

/** The amounts to hash and sign so that the rest of the vector can be compared, and what was found about them. */
export type Settled = {
  readonly amounts: OrderAmounts;
  readonly problems: readonly string[];
  readonly decision?: Decision;
};

/** Where official clients sign an order of nothing, because its size rounds down to zero. */
export const ORDER_OF_NOTHING: Decision = {
  field: "amounts",
  official: "0",
  exact: "refused",
  rule: "theirs rounds down to an order of nothing; ours refuses to build one",
};

/**
 * Compares our exact amounts with the official ones. A difference is accepted only when the official client's own
 * arithmetic, done again, gives exactly its result, and that differs from the exact value in one amount, by one
 * quantum of the amount decimals: low as a rule, high where a double has no more digits, or raised by a rule of its own.
 */
export function settleAmounts(input: {
  readonly official: OfficialAmounts;
  readonly exact: OrderAmounts;
  readonly model: OrderAmounts;
  readonly rule: TickRule;
  /** A rule of its own by which the official client is one quantum high; without one, only float noise explains. */
  readonly raisedBy?: string;
}): Settled {
  const { exact, model } = input;
  const official = {
    makerAmount: BigInt(input.official.makerAmount),
    takerAmount: BigInt(input.official.takerAmount),
  };
  if (equal(official, exact)) return { amounts: exact, problems: [] };
  const quantum = quantumUnits(input.rule.amountDecimals);
  const changed = FIELDS.filter((field) => official[field] !== exact[field]);
  const [field] = changed;
  const gap = field === undefined ? 0n : official[field] - exact[field];
  const isAllowed = gap === quantum || (gap === -quantum && input.raisedBy === undefined);
  if (field === undefined || changed.length !== 1 || !isAllowed || !equal(official, model)) {
    const problem = `amounts: expected ${shown(official)}, exact ${shown(exact)}, and float arithmetic gives ${shown(model)}`;
    return { amounts: exact, problems: [problem] };
  }
  const decision = {
    field,
    official: official[field].toString(),
    exact: exact[field].toString(),
    rule: input.raisedBy ?? `theirs is one quantum ${gap < 0n ? "low" : "high"} by binary arithmetic`,
  };
  return { amounts: official, problems: [], decision };
}

const FIELDS = ["makerAmount", "takerAmount"] as const;

function equal(left: OrderAmounts, right: OrderAmounts): boolean {
  return left.makerAmount === right.makerAmount && left.takerAmount === right.takerAmount;
}

function shown({ makerAmount, takerAmount }: OrderAmounts): string {
  return `${makerAmount}/${takerAmount}`;
}
