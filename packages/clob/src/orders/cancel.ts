import { conditionId, type OrderId, orderId, tokenId, ValidationError } from "@pm/core-types";
import type { PrivateCall, PrivateCalls } from "../account/private-calls.ts";
import type { CallOptions } from "../http/context.ts";
import { wireCancelAnswer } from "../wire/post.ts";
import { readWire } from "../wire/read.ts";

/** What a cancel did: every id is in exactly one of the two. */
export type CancelResult = {
  readonly canceled: readonly OrderId[];
  /** Id → the venue's reason. */
  readonly notCanceled: ReadonlyMap<OrderId, string>;
};

/** Ids in one `DELETE /orders`: below the cancel burst of the lowest tier (120), which a larger list could never pass. */
const IDS_A_REQUEST = 100;

/** Cancels without looking at what this process knows about the orders. */
export function createCancels(calls: PrivateCalls) {
  const send = (call: Omit<PrivateCall, "method" | "lane" | "idempotent">, options?: CallOptions) =>
    calls.fetch({ ...call, method: "DELETE", lane: "cancel", idempotent: true }, readCancel, options);

  return {
    order: (id: OrderId, options?: CallOptions): Promise<CancelResult> =>
      send(
        { path: "/order", endpoint: "DELETE /order", cost: 1, body: JSON.stringify({ orderID: id }) },
        options,
      ),

    orders: async (ids: readonly OrderId[], options?: CallOptions): Promise<CancelResult> => {
      const unique = [...new Set(ids)];
      const parts: Promise<CancelResult>[] = [];
      for (let start = 0; start < unique.length; start += IDS_A_REQUEST) {
        const part = unique.slice(start, start + IDS_A_REQUEST);
        parts.push(
          send(
            { path: "/orders", endpoint: "DELETE /orders", cost: part.length, body: JSON.stringify(part) },
            options,
          ),
        );
      }
      return join(await Promise.all(parts));
    },

    market: (market: { readonly conditionId?: string; readonly tokenId?: string }, options?: CallOptions) => {
      if (market.conditionId === undefined && market.tokenId === undefined) {
        throw new ValidationError({
          message: "cancelMarket needs a conditionId or a tokenId.",
          context: { field: "conditionId" },
        });
      }
      const body = {
        ...(market.conditionId === undefined ? {} : { market: conditionId(market.conditionId) }),
        ...(market.tokenId === undefined ? {} : { asset_id: tokenId(market.tokenId) }),
      };
      return send(
        {
          path: "/cancel-market-orders",
          endpoint: "DELETE /cancel-market-orders",
          cost: 1,
          body: JSON.stringify(body),
        },
        options,
      );
    },

    all: (options?: CallOptions): Promise<CancelResult> =>
      send({ path: "/cancel-all", endpoint: "DELETE /cancel-all", cost: 1 }, options),
  };
}

/** Joins what several cancels did. */
export function join(results: readonly CancelResult[]): CancelResult {
  return {
    canceled: results.flatMap((result) => result.canceled),
    notCanceled: new Map(results.flatMap((result) => [...result.notCanceled])),
  };
}

function readCancel(json: unknown, endpoint: string): CancelResult {
  const wire = readWire(wireCancelAnswer, json, endpoint);
  return {
    canceled: (wire.canceled ?? []).map((id) => orderId(id)),
    notCanceled: new Map(
      Object.entries(wire.not_canceled ?? {}).map(([id, reason]) => [orderId(id), reason]),
    ),
  };
}
