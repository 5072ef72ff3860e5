import type { OrderId } from "@pm/core-types";
import type { AccountCore } from "../account/core.ts";
import { asPolymarketError } from "../errors/error-of.ts";
import type { Funds } from "../funds/funds.ts";
import { findOrder } from "./find-order.ts";
import type { Intent } from "./intent.ts";
import { createOrderHandle, type OrderHandle } from "./order.ts";
import { type DecidedOrder, type ResolveOptions, resolveOrder } from "./resolve.ts";

/** The orders of this account that may still hold funds. */
export type OrderRegistry = {
  /** Follows an order from before it is sent. */
  readonly open: (intent: Intent) => OrderHandle;
  readonly find: (id: OrderId) => OrderHandle | undefined;
  /** The order takes nothing any more: its reservation is released, its record forgotten. */
  readonly close: (id: OrderId) => void;
  /** Asks the venue about every order that is thought to rest, and closes those that no longer do. */
  readonly reconcile: () => Promise<void>;
  readonly size: () => number;
};

/** Registry of one account. */
export function createOrderRegistry(
  core: AccountCore,
  funds: () => Funds,
  options: ResolveOptions = {},
): OrderRegistry {
  const handles = new Map<OrderId, OrderHandle>();

  const close = (id: OrderId): void => {
    const handle = handles.get(id);
    if (handle === undefined) return;
    handles.delete(id);
    funds().ledger.release(id);
    funds().markStale("collateral");
    funds().markStale(handle.intent.checked.tokenId);
  };

  const onDecided = (intent: Intent, decision: DecidedOrder): void => {
    core.context.telemetry.count("pm_orders_total", {
      outcome: decision.outcome,
      evidence: decision.evidence,
    });
    if (decision.outcome === "rejected") close(intent.id);
    if (decision.outcome === "accepted" && isOver(intent, decision)) close(intent.id);
  };

  return {
    open: (intent) => {
      const handle = createOrderHandle(
        intent,
        (duplicate) =>
          resolveOrder(core.context, core.calls, intent, {
            ...options,
            duplicate,
            signal: core.closing,
            serverNow: core.serverClock.now,
          }),
        (decision) => onDecided(intent, decision),
      );
      handles.set(intent.id, handle);
      return handle;
    },
    find: (id) => handles.get(id),
    close,
    reconcile: async () => {
      await Promise.all(
        [...handles.values()].map(async (handle) => {
          if (handle.order.outcome !== "accepted") return;
          try {
            const order = await findOrder(core.context, core.calls, handle.intent.id);
            if (order !== undefined && !RESTING.has(order.status)) close(order.id);
          } catch (error) {
            core.context.logger.log("warn", "An order could not be checked", {
              orderId: handle.intent.id,
              reason: asPolymarketError(error, "GET /data/order/{id}").message,
            });
          }
        }),
      );
    },
    size: () => handles.size,
  };
}

const RESTING: ReadonlySet<string> = new Set(["LIVE", "DELAYED", "UNMATCHED"]);

/** FOK and FAK never rest; others are over when the venue says so. */
function isOver(intent: Intent, decision: DecidedOrder): boolean {
  const { timeInForce } = intent.checked;
  const status = decision.status ?? "";
  if (status === "delayed" || status === "DELAYED") return false;
  if (timeInForce === "FOK" || timeInForce === "FAK") return true;
  return decision.order !== undefined && !RESTING.has(decision.order.status);
}
