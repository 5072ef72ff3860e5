import { ClosedError, OrderOutcomeUnknownError, type PolymarketError } from "@pm/core-types";
import { emptyFacts, type OrderFact, type OrderFacts, type OrderTerms } from "../lifecycle/facts.ts";
import { applyFact } from "../lifecycle/join.ts";
import { type OrderState, stateOf } from "../lifecycle/state.ts";
import type { CheckedOrder } from "./checks.ts";
import type { PostAnswer } from "./classify.ts";
import type { DecidedOrder, Evidence } from "./decided.ts";
import type { Intent } from "./intent.ts";
import type { Order } from "./order.ts";

/** An order as this process follows it: the one place where facts about it come together. */
export type TrackedOrder = {
  readonly order: Order;
  readonly intent: Intent;
  readonly facts: () => OrderFacts;
  readonly state: () => OrderState;
  /** Adds facts; hears at once whether anything was new. */
  readonly learn: (...facts: readonly OrderFact[]) => boolean;
  /** The bytes go out: counts sends, and starts the time to the decision. */
  readonly sending: () => void;
  /** What a send came to. */
  readonly answered: (answer: PostAnswer) => void;
  /** Resolves when the first send has come to something. */
  readonly firstAnswer: Promise<void>;
  readonly sends: () => number;
  /** When the bytes last went out, `clock.monotonic()` milliseconds; undefined when they did not in this process. */
  readonly lastSentAt: () => number | undefined;
  /** Milliseconds from the first send to the decision; 0 for what was decided before this process. */
  readonly decidedAfterMs: () => number;
  /** Calls `listener` after every change until the result is called. */
  readonly onChange: (listener: () => void) => () => void;
  /** Ends what waits for this order: the account is closed. */
  readonly close: () => void;
};

/** What an order's owner does for it. */
export type TrackedOrderHooks = {
  readonly now: () => number;
  /** Pursues an unknown outcome until it is known or given up. */
  readonly pursue: (tracked: TrackedOrder) => Promise<void>;
  /** Something new is known: `news` are the facts that said so. */
  readonly changed: (tracked: TrackedOrder, before: OrderState, news: readonly OrderFact[]) => void;
  /** Somebody waits for the end: reads are worth their while. */
  readonly awaited: (tracked: TrackedOrder) => void;
};

const EVIDENCE: Readonly<Record<OrderFact["type"], Evidence>> = {
  answered: "answer",
  refused: "answer",
  duplicate: "duplicate",
  absent: "absence",
  told: "order",
  filled: "trade",
  vanished: "absence",
  "cancel-confirmed": "answer",
  "cancel-asked": "none",
};

/** Follows one intent. `known` are facts from before, such as a journal's. */
export function trackOrder(
  intent: Intent,
  hooks: TrackedOrderHooks,
  known: readonly OrderFact[] = [],
): TrackedOrder {
  const { checked } = intent;
  let facts = emptyFacts(termsOf(checked));
  let state = stateOf(facts);
  let evidence: Evidence = "none";
  let doubt: PolymarketError | undefined;
  let status: string | undefined;
  let sends = 0;
  let firstSendAt: number | undefined;
  let lastSentAt: number | undefined;
  let decidedAfterMs = 0;
  let pursuit: Promise<void> | undefined;
  let closed = false;
  let release = (): void => {};
  const firstAnswer = new Promise<void>((resolve) => {
    release = resolve;
  });
  const listeners = new Set<() => void>();

  const learn = (...news: readonly OrderFact[]): boolean => {
    const before = state;
    const learned: OrderFact[] = [];
    for (const fact of news) {
      if (fact.type === "told" || fact.type === "answered") status = fact.status;
      const next = applyFact(facts, fact);
      if (next === facts) continue;
      facts = next;
      learned.push(fact);
      const outcome = stateOf(facts).outcome;
      if (outcome !== state.outcome) {
        evidence = EVIDENCE[fact.type];
        if (firstSendAt !== undefined) decidedAfterMs = hooks.now() - firstSendAt;
      }
      state = stateOf(facts);
    }
    if (learned.length === 0) return false;
    if (state.outcome !== "unknown") release();
    hooks.changed(tracked, before, learned);
    for (const listener of [...listeners]) listener();
    return true;
  };

  const decision = (): DecidedOrder => ({
    id: intent.id,
    outcome: state.outcome,
    status,
    evidence,
    error: state.outcome === "unknown" ? undecided() : state.error,
    sends,
    decidedAfterMs,
  });

  const undecided = (): PolymarketError =>
    new OrderOutcomeUnknownError({
      message: `It is not known whether order ${intent.id} landed; it was sent ${sends} times.`,
      context: { orderId: intent.id, sends },
      ...(doubt === undefined ? {} : { cause: doubt }),
    });

  const order: Order = {
    id: intent.id,
    tokenId: checked.tokenId,
    side: checked.side,
    price: checked.price,
    size: checked.size,
    timeInForce: checked.timeInForce,
    idempotencyKey: intent.idempotencyKey,
    get outcome() {
      return state.outcome;
    },
    get status() {
      return status;
    },
    get state() {
      return state;
    },
    get tradeIds() {
      return [...facts.tradeIds];
    },
    get error() {
      return state.outcome === "unknown" ? doubt : state.error;
    },
    decided: async () => {
      await firstAnswer;
      if (state.outcome === "unknown" && !closed) {
        pursuit ??= hooks.pursue(tracked).finally(() => {
          pursuit = undefined;
        });
        await pursuit;
      }
      return decision();
    },
    settled: async ({ signal } = {}) => {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const check = (): void => {
          if (state.settled) finish(resolve);
          else if (closed) finish(() => reject(closedError(intent)));
        };
        const onAbort = (): void => finish(() => reject(signal?.reason));
        const finish = (then: () => void): void => {
          listeners.delete(check);
          signal?.removeEventListener("abort", onAbort);
          then();
        };
        listeners.add(check);
        signal?.addEventListener("abort", onAbort, { once: true });
        if (!state.settled && !closed) hooks.awaited(tracked);
        check();
      });
      return state;
    },
    watch: () => watchStates(),
  };

  async function* watchStates(): AsyncIterableIterator<OrderState> {
    let seen: OrderState | undefined;
    let wake = (): void => {};
    const notify = (): void => wake();
    listeners.add(notify);
    try {
      if (!state.settled) hooks.awaited(tracked);
      while (!closed) {
        if (seen !== state) {
          seen = state;
          yield state;
          continue;
        }
        if (state.settled) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      listeners.delete(notify);
    }
  }

  const tracked: TrackedOrder = {
    order,
    intent,
    facts: () => facts,
    state: () => state,
    learn,
    firstAnswer,
    sends: () => sends,
    lastSentAt: () => lastSentAt,
    decidedAfterMs: () => decidedAfterMs,
    sending: () => {
      sends += 1;
      lastSentAt = hooks.now();
      firstSendAt ??= lastSentAt;
    },
    answered: (answer) => {
      if (answer.kind === "not-sent") sends -= 1;
      if (answer.kind !== "accepted") doubt = answer.error;
      learn(...factsOfAnswer(answer));
      release();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      closed = true;
      release();
      for (const listener of [...listeners]) listener();
    },
  };
  for (const fact of known) {
    facts = applyFact(facts, fact);
    if (fact.type === "told" || fact.type === "answered") status = fact.status;
    if (stateOf(facts).outcome !== state.outcome) evidence = EVIDENCE[fact.type];
    state = stateOf(facts);
  }
  // What an earlier process knew already, nobody has to wait for.
  if (state.outcome !== "unknown") release();
  return tracked;
}

/** What the first answer to an order proves, as facts. */
function factsOfAnswer(answer: PostAnswer): readonly OrderFact[] {
  switch (answer.kind) {
    case "accepted":
      return [{ type: "answered", status: answer.status, tradeIds: answer.tradeIds }];
    case "landed":
      return [{ type: "duplicate" }];
    case "rejected":
      return [{ type: "refused", error: answer.error }];
    default:
      return [];
  }
}

/** What an order is for, as its facts need it. */
function termsOf(checked: CheckedOrder): OrderTerms {
  const { amounts, side, timeInForce } = checked;
  const buying = side === "BUY";
  const immediate = timeInForce === "FOK" || timeInForce === "FAK";
  return {
    size: buying ? amounts.takerAmount : amounts.makerAmount,
    // A BUY that fills at once aims at its pUSD, and one that rests at its shares. Source: the venue's contract guide.
    budget: buying && immediate ? amounts.makerAmount : undefined,
    timeInForce,
  };
}

function closedError(intent: Intent): ClosedError {
  return new ClosedError({
    message: `The account was closed while order ${intent.id} was awaited.`,
    action: "Nothing happened to the order; ask the venue for it by its id.",
    context: { orderId: intent.id },
    outcome: "unknown",
  });
}
