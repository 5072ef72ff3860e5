import type { OrderId } from "@pm/core-types";
import type { PrivateCalls } from "../account/private-calls.ts";
import { errorOfAnswer, isOk } from "../errors/error-of.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import type { OrderFact } from "../lifecycle/facts.ts";
import { factOfOrder, newsOfTrade, partsOfTrade } from "../lifecycle/news.ts";
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

/** Trades of the order's token since it was signed; its own are proof even when its record is gone. */
async function findTrades(
  calls: PrivateCalls,
  intent: Intent,
  options?: CallOptions,
): Promise<readonly VenueTrade[]> {
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
  return page.rows.map((row) => readTrade(row, endpoint));
}

/**
 * Looks for an order in every place where it would leave a mark: its record, the order list, the trades.
 *
 * @returns what was found; empty only after three clean misses.
 * @throws the typed error of the read that failed.
 */
export async function sightOrder(
  context: ClobContext,
  calls: PrivateCalls,
  intent: Intent,
  options?: CallOptions,
): Promise<readonly OrderFact[]> {
  const order =
    (await findOrder(context, calls, intent.id, options)) ?? (await findInList(calls, intent.id, options));
  if (order !== undefined) return [factOfOrder(order)];
  const trades = await findTrades(calls, intent, options);
  return trades.flatMap((trade) =>
    [...partsOfTrade(newsOfTrade(trade))].flatMap(([id, fill]): OrderFact[] =>
      id === intent.id ? [{ type: "filled", fill }] : [],
    ),
  );
}
