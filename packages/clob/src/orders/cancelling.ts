import { type OrderId, orderId } from "@pm/core-types";
import type { CallOptions } from "../http/context.ts";
import { type CancelResult, type createCancels, join } from "./cancel.ts";
import type { OrderRegistry } from "./registry.ts";

/** Narrows to one market or one token. */
export type MarketFilter = { readonly conditionId?: string; readonly tokenId?: string };

/** Cancelling orders of one account. */
export type Cancelling = {
  /** Cancels one order; waits first until it is known to have landed, if that is not known yet. */
  readonly cancelOrder: (id: string, options?: CallOptions) => Promise<CancelResult>;
  readonly cancelOrders: (ids: readonly string[], options?: CallOptions) => Promise<CancelResult>;
  /** Cancels the orders of one market or one token. */
  readonly cancelMarket: (market: MarketFilter, options?: CallOptions) => Promise<CancelResult>;
  /** Cancels every order placed with these credentials. */
  readonly cancelAll: (options?: CallOptions) => Promise<CancelResult>;
};

/** Cancels that know what this process knows: an order still on its way is cancelled as soon as it is there. */
export function createCancelling(
  registry: OrderRegistry,
  cancels: ReturnType<typeof createCancels>,
): Cancelling {
  const confirm = (result: CancelResult): CancelResult => {
    for (const id of result.canceled) registry.find(id)?.learn({ type: "cancel-confirmed" });
    return result;
  };

  /** Marks the cancel, and waits until each order is known to have landed. */
  const land = async (
    ids: readonly OrderId[],
  ): Promise<{ readonly ready: readonly OrderId[]; readonly over: CancelResult }> => {
    const ready: OrderId[] = [];
    const canceled: OrderId[] = [];
    const notCanceled = new Map<OrderId, string>();
    await Promise.all(
      ids.map(async (id) => {
        const tracked = registry.find(id);
        const wasConfirmed = tracked?.facts().cancelConfirmed ?? true;
        tracked?.learn({ type: "cancel-asked" });
        const decision = await tracked?.order.decided();
        if (decision?.outcome === "rejected") notCanceled.set(id, "the order never landed");
        else if (!wasConfirmed && tracked?.facts().cancelConfirmed === true) canceled.push(id);
        else ready.push(id);
      }),
    );
    return { ready, over: { canceled, notCanceled } };
  };

  return {
    cancelOrder: async (id, options) => {
      const { ready, over } = await land([orderId(id)]);
      const target = ready[0];
      return target === undefined ? over : confirm(await cancels.order(target, options));
    },
    cancelOrders: async (ids, options) => {
      const { ready, over } = await land([...new Set(ids.map((id) => orderId(id)))]);
      if (ready.length === 0) return over;
      return join([over, confirm(await cancels.orders(ready, options))]);
    },
    cancelMarket: async (market, options) => confirm(await cancels.market(market, options)),
    cancelAll: async (options) => confirm(await cancels.all(options)),
  };
}
