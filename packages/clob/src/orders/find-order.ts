import type { OrderId } from "@pm/core-types";
import type { PrivateCalls } from "../account/private-calls.ts";
import { errorOfAnswer, isOk } from "../errors/error-of.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { readOrder, type VenueOrder } from "../wire/order.ts";
import { readPage } from "../wire/page.ts";
import { readTrade, type VenueTrade } from "../wire/trade.ts";
import type { Intent } from "./intent.ts";

/** One order by its id; undefined when the venue says there is none of these credentials. */
export async function findOrder(
  context: ClobContext,
  calls: PrivateCalls,
  id: OrderId,
  options?: CallOptions,
): Promise<VenueOrder | undefined> {
  const endpoint = "GET /data/order/{id}";
  const response = await calls.send(
    { method: "GET", path: `/data/order/${id}`, endpoint, lane: "private" },
    options,
  );
  if (response.status === 404) return undefined;
  if (!isOk(response)) throw errorOfAnswer(response, context.clock.now());
  const json = response.json();
  // Some deployments answer an unknown id with null instead of 404.
  if (json === null) return undefined;
  const order = readOrder(json, endpoint);
  return order.id === id ? order : undefined;
}

/** The order in the list route, which also tells orders that are no longer open. */
async function findInList(
  calls: PrivateCalls,
  id: OrderId,
  options?: CallOptions,
): Promise<VenueOrder | undefined> {
  const endpoint = "GET /data/orders";
  const page = await calls.fetch(
    { method: "GET", path: "/data/orders", endpoint, lane: "private", query: { id } },
    readPage,
    options,
  );
  return page.rows.map((row) => readOrder(row, endpoint)).find((order) => order.id === id);
}

/** A trade of the order: proof that it landed even when its own record is gone. */
async function findTrade(
  calls: PrivateCalls,
  intent: Intent,
  options?: CallOptions,
): Promise<VenueTrade | undefined> {
  const endpoint = "GET /data/trades";
  const page = await calls.fetch(
    {
      method: "GET",
      path: "/data/trades",
      endpoint,
      lane: "private",
      query: {
        asset_id: intent.checked.tokenId,
        // A minute of slack: the venue's whole seconds and a clock that was off when the order was signed.
        after: Math.floor(intent.createdAt / 1000) - 60,
      },
    },
    readPage,
    options,
  );
  return page.rows
    .map((row) => readTrade(row, endpoint))
    .find(
      (trade) =>
        trade.takerOrderId === intent.id || trade.makerOrders.some((maker) => maker.orderId === intent.id),
    );
}

/** What three independent reads say about an order. */
export type Sighting =
  | { readonly by: "order"; readonly order: VenueOrder }
  | { readonly by: "trade"; readonly trade: VenueTrade };

/**
 * Looks for an order in every place where it would leave a mark: its record, the order list, the trades.
 *
 * @throws the typed error of the read that failed; only three clean misses mean "not seen".
 */
export async function sightOrder(
  context: ClobContext,
  calls: PrivateCalls,
  intent: Intent,
  options?: CallOptions,
): Promise<Sighting | undefined> {
  const order =
    (await findOrder(context, calls, intent.id, options)) ?? (await findInList(calls, intent.id, options));
  if (order !== undefined) return { by: "order", order };
  const trade = await findTrade(calls, intent, options);
  return trade === undefined ? undefined : { by: "trade", trade };
}
