import { isPolymarketError, type OrderId, OrderOutcomeUnknownError } from "@pm/core-types";
import type { AccountCore } from "../account/core.ts";
import type { Funds } from "../funds/funds.ts";
import type { OrderJournal, RememberedOrder } from "../journal/order-journal.ts";
import { claimsOf } from "../lifecycle/claims.ts";
import type { OrderFact } from "../lifecycle/facts.ts";
import { isEndStatus, isSettled } from "../lifecycle/join.ts";
import { type AccountNews, factOfNews, partsOfTrade } from "../lifecycle/news.ts";
import type { OrderState } from "../lifecycle/state.ts";
import type { createCancels } from "./cancel.ts";
import type { Intent } from "./intent.ts";
import type { Order } from "./order.ts";
import { type ResolveOptions, resolveOrder } from "./resolve.ts";
import { type TrackedOrder, type TrackedOrderHooks, trackOrder } from "./tracked-order.ts";

/** The orders of one account that are not settled yet. */
export type OrderRegistry = {
  /** Follows an order from before it is sent. */
  readonly open: (intent: Intent) => TrackedOrder;
  /** Takes up an order from before a restart: holds what it may still take, and pursues it if nobody knows its fate. */
  readonly reopen: (remembered: RememberedOrder) => TrackedOrder;
  readonly find: (id: OrderId) => TrackedOrder | undefined;
  /** True for every order of this account that was followed here, also when it is over: a late read may still list it. */
  readonly isOwn: (id: OrderId) => boolean;
  readonly list: () => readonly TrackedOrder[];
  /** Forgets an order that was never sent: its funds are free. */
  readonly forget: (id: OrderId) => void;
  /** News from a feed, about any order. */
  readonly ingest: (news: AccountNews) => void;
  /** Calls `listener` with every change of every order until the result is called. */
  readonly onOrder: (listener: (order: Order, before: OrderState) => void) => () => void;
  /** Calls `listener` when somebody begins to wait for an order's end. */
  readonly onAwaited: (listener: () => void) => void;
  readonly close: () => void;
};

/** Orders remembered after their end; a read that lists one of them was begun seconds before, not thousands of orders. */
const ENDED_KEPT = 20_000;

/** Registry of one account. */
export function createOrderRegistry(
  core: AccountCore,
  funds: Funds,
  cancels: ReturnType<typeof createCancels>,
  journal: OrderJournal | undefined,
  options: ResolveOptions = {},
): OrderRegistry {
  const { logger, telemetry, clock } = core.context;
  const orders = new Map<OrderId, TrackedOrder>();
  const ended = new Set<OrderId>();
  const listeners = new Set<(order: Order, before: OrderState) => void>();
  let awaited = (): void => {};

  const changed = (tracked: TrackedOrder, before: OrderState, news: readonly OrderFact[]): void => {
    const state = tracked.state();
    journal?.note(tracked.intent.id, ...news.filter(isLasting));
    if (state.settled) journal?.closed(tracked.intent.id);
    funds.settleClaims(tracked.intent, claimsOf(tracked.intent.checked, tracked.facts()));
    if (before.outcome !== state.outcome) {
      telemetry.count("pm_orders_total", { outcome: state.outcome });
      telemetry.observe("pm_order_decision_seconds", tracked.decidedAfterMs() / 1000, {
        outcome: state.outcome,
      });
      if (before.outcome !== "unknown") {
        logger.log("error", "An order that was thought never to have landed is there", {
          wallet: core.identity.id,
          orderId: tracked.intent.id,
          was: before.outcome,
          is: state.outcome,
        });
        telemetry.count("pm_order_outcome_reversed_total");
      }
    }
    for (const listener of [...listeners]) {
      try {
        listener(tracked.order, before);
      } catch (error) {
        telemetry.count("pm_handler_errors_total", { channel: "orders" });
        logger.log("error", "An order listener threw", { error: String(error) });
      }
    }
    // A rejection by absence is kept for a while in the account's memory of keys, but it holds nothing any more.
    if (state.settled) end(tracked.intent.id);
  };

  const end = (id: OrderId): void => {
    orders.delete(id);
    ended.add(id);
    if (ended.size > ENDED_KEPT) ended.delete(ended.values().next().value as OrderId);
  };

  const learn = (id: OrderId, fact: OrderFact): void => {
    orders.get(id)?.learn(fact);
  };

  const hooks: TrackedOrderHooks = {
    now: () => clock.monotonic(),
    pursue: (order) => resolveOrder(core, cancels, order, options),
    changed,
    awaited: () => awaited(),
  };

  return {
    open: (intent) => {
      const tracked = trackOrder(intent, hooks);
      orders.set(intent.id, tracked);
      return tracked;
    },
    reopen: ({ intent, facts }) => {
      const tracked = trackOrder(intent, hooks, facts);
      // A journal that missed a line may call an order closed without saying how it ended: that is read again.
      if (tracked.state().settled) {
        end(intent.id);
        return tracked;
      }
      orders.set(intent.id, tracked);
      funds.restore(intent.id, intent.checked);
      funds.settleClaims(intent, claimsOf(intent.checked, tracked.facts()));
      tracked.sending();
      tracked.answered({ kind: "unknown", error: fromBefore(intent) });
      return tracked;
    },
    find: (id) => orders.get(id),
    isOwn: (id) => orders.has(id) || ended.has(id),
    list: () => [...orders.values()],
    forget: (id) => {
      const tracked = orders.get(id);
      if (tracked === undefined) return;
      orders.delete(id);
      funds.ledger.release(id);
      journal?.void(id);
    },
    ingest: (news) => {
      try {
        if (news.type === "order") learn(news.orderId, factOfNews(news));
        else for (const [id, fill] of partsOfTrade(news)) learn(id, { type: "filled", fill });
      } catch (error) {
        if (!isPolymarketError(error)) throw error;
        telemetry.count("pm_account_news_rejected_total");
        logger.log("warn", "News about an order could not be read", { reason: error.message });
      }
    },
    onOrder: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onAwaited: (listener) => {
      awaited = listener;
    },
    close: () => {
      for (const tracked of orders.values()) tracked.close();
      orders.clear();
      listeners.clear();
    },
  };
}

/** Facts that a later process could not read again at the venue, or not in time. */
function isLasting(fact: OrderFact): boolean {
  if (fact.type === "filled") return isSettled(fact.fill.status);
  if (fact.type === "told") return fact.matched !== undefined && isEndStatus(fact.status);
  return true;
}

function fromBefore(intent: Intent): OrderOutcomeUnknownError {
  return new OrderOutcomeUnknownError({
    message: `Order ${intent.id} was on its way when the process ended.`,
    context: { orderId: intent.id },
  });
}
