import {
  type ConditionId,
  type Fill,
  type OrderId,
  OrderNotFoundError,
  orderId,
  tokenId,
} from "@pm/core-types";
import { z } from "zod";
import type { CallOptions } from "../http/context.ts";
import { createListing, type Listing } from "../http/listing.ts";
import type { MarketFilter } from "../orders/cancelling.ts";
import { fillsOf } from "../orders/fills.ts";
import { findOrder } from "../orders/find-order.ts";
import { readOrder, type VenueOrder } from "../wire/order.ts";
import { readPage } from "../wire/page.ts";
import { readWire } from "../wire/read.ts";
import { readTrade, type VenueTrade } from "../wire/trade.ts";
import type { AccountCore } from "./core.ts";

/** Narrows a list of trades; times are Unix milliseconds. */
export type TradeFilter = MarketFilter & {
  readonly id?: string;
  readonly after?: number;
  readonly before?: number;
};

/** What the venue knows about one account's orders and trades. */
export type AccountReads = {
  /** @throws {OrderNotFoundError} */
  readonly fetchOrder: (id: string, options?: CallOptions) => Promise<VenueOrder>;
  readonly listOpenOrders: (filter?: MarketFilter, options?: CallOptions) => Listing<VenueOrder>;
  readonly listTrades: (filter?: TradeFilter, options?: CallOptions) => Listing<VenueTrade>;
  /** Executions of this wallet's own orders, for its P&L: all trades of the filter, read to the end. */
  readonly fetchFills: (filter?: TradeFilter, options?: CallOptions) => Promise<readonly Fill[]>;
  /** Whether the account may only reduce positions. */
  readonly fetchClosedOnly: (options?: CallOptions) => Promise<boolean>;
  /** Whether an order earns liquidity rewards now. */
  readonly fetchScoring: (
    ids: readonly string[],
    options?: CallOptions,
  ) => Promise<ReadonlyMap<OrderId, boolean>>;
};

/** Reads of one account. */
export function createAccountReads(core: AccountCore): AccountReads {
  const { context, calls, identity, rules } = core;

  const list = <T>(
    path: string,
    query: Readonly<Record<string, string | number | undefined>>,
    read: (row: unknown, endpoint: string) => T,
    options: CallOptions | undefined,
  ): Listing<T> =>
    createListing(context, {
      path,
      query,
      read,
      fetch: (paged) =>
        calls.fetch(
          { method: "GET", path, endpoint: `GET ${path}`, lane: "private", query: paged },
          readPage,
          options,
        ),
    });

  const listTrades: AccountReads["listTrades"] = (filter = {}, options) =>
    list(
      "/data/trades",
      {
        ...marketQuery(filter),
        id: filter.id,
        after: filter.after === undefined ? undefined : Math.floor(filter.after / 1000),
        before: filter.before === undefined ? undefined : Math.ceil(filter.before / 1000),
      },
      readTrade,
      options,
    );

  return {
    fetchOrder: async (id, options) => {
      const wanted = orderId(id);
      const order = await findOrder(context, calls, wanted, options);
      if (order !== undefined) return order;
      throw new OrderNotFoundError({
        message: `The venue knows no order ${wanted} of wallet "${identity.id}".`,
        context: { orderId: wanted, wallet: identity.id },
      });
    },
    listOpenOrders: (filter = {}, options) => list("/data/orders", marketQuery(filter), readOrder, options),
    listTrades,
    fetchFills: async (filter, options) => {
      const { items } = await listTrades(filter, options).collect();
      const fills = items.map(async (trade) =>
        fillsOf(trade, identity.funder, await rules.fetch(trade.tokenId, options)),
      );
      return (await Promise.all(fills)).flat();
    },
    fetchClosedOnly: (options) =>
      calls.fetch(
        {
          method: "GET",
          path: "/auth/ban-status/closed-only",
          endpoint: "GET /auth/ban-status/closed-only",
          lane: "private",
        },
        (json, endpoint) => readWire(z.looseObject({ closed_only: z.boolean() }), json, endpoint).closed_only,
        options,
      ),
    fetchScoring: async (ids, options) => {
      const wanted = [...new Set(ids.map((id) => orderId(id)))];
      const scoring = await calls.fetch(
        {
          method: "POST",
          path: "/orders-scoring",
          endpoint: "POST /orders-scoring",
          lane: "private",
          idempotent: true,
          body: JSON.stringify(wanted),
        },
        (json, endpoint) => readWire(z.record(z.string(), z.boolean()), json, endpoint),
        options,
      );
      return new Map(wanted.map((id) => [id, scoring[id] ?? false]));
    },
  };
}

function marketQuery(filter: MarketFilter): { market?: ConditionId | string; asset_id?: string } {
  return {
    ...(filter.conditionId === undefined ? {} : { market: filter.conditionId }),
    ...(filter.tokenId === undefined ? {} : { asset_id: tokenId(filter.tokenId) }),
  };
}
