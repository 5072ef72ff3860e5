import { type Decimal, fromBaseUnits, IncompleteDataError, type OrderId, type TokenId } from "@pm/core-types";
import type { PrivateCalls } from "../account/private-calls.ts";
import { errorOfAnswer, isOk } from "../errors/error-of.ts";
import type { Query } from "../http/call.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { createListing } from "../http/listing.ts";
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

/** A minute of slack: the venue's whole seconds, and a clock that was off when the order was signed. */
const SLACK_S = 60;

/**
 * Every trade of a token since `since` (Unix milliseconds); an order's trades are proof even when its record is gone.
 *
 * @throws {IncompleteDataError} not all could be read: then nothing that is missing is proof of anything.
 */
async function listTrades(
  context: ClobContext,
  calls: PrivateCalls,
  token: TokenId,
  since: number,
  options?: CallOptions,
): Promise<readonly VenueTrade[]> {
  const path = "/data/trades";
  const endpoint = `GET ${path}`;
  const query = { asset_id: token, after: Math.floor(since / 1000) - SLACK_S };
  const fetch = (paged: Query) =>
    calls.fetch({ method: "GET", path, endpoint, lane: "private", query: paged }, readPage, options);
  const { items, complete, rejected } = await createListing(context, {
    path,
    query,
    read: readTrade,
    fetch,
  }).collect();
  if (complete) return items;
  throw new IncompleteDataError({
    message: `${rejected.length} trades of ${endpoint} could not be read.`,
    context: { endpoint, tokenId: token, reason: rejected[0]?.reason },
  });
}

/** Shares of an order that were matched, by its trades alone. */
export async function fetchMatched(
  context: ClobContext,
  calls: PrivateCalls,
  order: VenueOrder,
  options?: CallOptions,
): Promise<Decimal> {
  const trades = await listTrades(context, calls, order.tokenId, order.createdAt ?? 0, options);
  const parts = trades.map((trade) => new Map(partsOfTrade(newsOfTrade(trade))).get(order.id)?.size ?? 0n);
  return fromBaseUnits(parts.reduce((sum, units) => sum + units, 0n));
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
  const trades = await listTrades(context, calls, intent.checked.tokenId, intent.createdAt, options);
  return trades.flatMap((trade) =>
    [...partsOfTrade(newsOfTrade(trade))].flatMap(([id, fill]): OrderFact[] =>
      id === intent.id ? [{ type: "filled", fill }] : [],
    ),
  );
}
