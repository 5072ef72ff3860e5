import type { Decimal, OrderId, PolymarketError, Side, TimeInForce, TokenId, TradeId } from "@pm/core-types";
import type { VenueOrderStatus } from "../wire/order.ts";
import type { PostStatus } from "../wire/post.ts";
import type { PostAnswer } from "./classify.ts";
import type { Intent } from "./intent.ts";
import type { DecidedOrder } from "./resolve.ts";

/** An order that was sent. Its fields tell what is known now; `decided()` waits until it is known whether it landed. */
export type Order = {
  /** The hash of what was signed: known before anything was sent, and the venue's id of the order. */
  readonly id: OrderId;
  readonly tokenId: TokenId;
  readonly side: Side;
  /** pUSD per share. */
  readonly price: Decimal;
  /** Shares. */
  readonly size: Decimal;
  readonly timeInForce: TimeInForce;
  readonly idempotencyKey: string | undefined;
  /** `unknown` until something proves the one or the other. */
  readonly outcome: "accepted" | "rejected" | "unknown";
  readonly status: PostStatus | VenueOrderStatus | undefined;
  readonly tradeIds: readonly TradeId[];
  /** Why the order was rejected, or why its outcome is unknown. */
  readonly error: PolymarketError | undefined;
  /** Resolves an unknown outcome by the order's id; answers at once when it is known. */
  readonly decided: () => Promise<DecidedOrder>;
};

/** The side of an order that its owner moves. */
export type OrderHandle = {
  readonly order: Order;
  readonly intent: Intent;
  readonly isUnknown: () => boolean;
  readonly settle: (answer: PostAnswer) => void;
};

/** A handle over one intent. `resolve` is started once for an unknown outcome; `onDecided` hears every decision. */
export function createOrderHandle(
  intent: Intent,
  resolve: (duplicate: boolean) => Promise<DecidedOrder>,
  onDecided: (decision: DecidedOrder) => void,
): OrderHandle {
  let answer: PostAnswer | undefined;
  let decision: DecidedOrder | undefined;
  let pending: Promise<DecidedOrder> | undefined;

  const pursue = (): Promise<DecidedOrder> => {
    pending ??= resolve(answer?.kind === "landed").then(
      (decided) => {
        if (decided.outcome !== "unknown") decision = decided;
        pending = undefined;
        onDecided(decided);
        return decided;
      },
      (error) => {
        pending = undefined;
        throw error;
      },
    );
    return pending;
  };

  const outcome = (): Order["outcome"] => {
    if (decision !== undefined) return decision.outcome;
    return answer?.kind === "accepted" || answer?.kind === "rejected" ? answer.kind : "unknown";
  };

  const { checked } = intent;
  const order: Order = {
    id: intent.id,
    tokenId: checked.tokenId,
    side: checked.side,
    price: checked.price,
    size: checked.size,
    timeInForce: checked.timeInForce,
    idempotencyKey: intent.idempotencyKey,
    get outcome() {
      return outcome();
    },
    get status() {
      return decision?.status ?? (answer?.kind === "accepted" ? answer.status : undefined);
    },
    get tradeIds() {
      return answer?.kind === "accepted" ? answer.tradeIds : (decision?.order?.tradeIds ?? []);
    },
    get error() {
      return decision === undefined
        ? answer !== undefined && answer.kind !== "accepted"
          ? answer.error
          : undefined
        : decision.error;
    },
    decided: async () => decision ?? pursue(),
  };

  return {
    order,
    intent,
    isUnknown: () => outcome() === "unknown",
    settle: (given) => {
      answer = given;
      if (given.kind === "accepted" || given.kind === "rejected") {
        // `unmatched` tells that the order was taken, but only a read tells whether it rests.
        if (given.kind === "accepted" && given.status === "unmatched") return;
        decision = immediate(intent.id, given);
        onDecided(decision);
      }
    },
  };
}

function immediate(id: OrderId, answer: PostAnswer & { kind: "accepted" | "rejected" }): DecidedOrder {
  const accepted = answer.kind === "accepted";
  return {
    id,
    outcome: answer.kind,
    evidence: "answer",
    status: accepted ? answer.status : undefined,
    order: undefined,
    error: accepted ? undefined : answer.error,
    sends: 1,
    waitedMs: 0,
  };
}
