import type { VenueContext } from "../context.ts";
import { queryText } from "../http/input.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { parseUnits, unitsNumber } from "../wire/decimals.ts";
import { seconds } from "../wire/time.ts";
import { listed, user, whole, window } from "./params-v1.ts";
import { activityRows, eachTradeRow, type PositionRow, positionRows, where } from "./rows.ts";
import { activityV1, closedPositionV1, positionV1, tradeV1 } from "./wire-v1.ts";

/** Positions, trades, activity and value of the older Data API: camelCase, offset paging, silent clamping. */
export function dataV1Routes(context: VenueContext): Routes {
  const { engine } = context;

  const scope = (request: VenueRequest): readonly string[] | undefined => {
    const markets = listed(request, "market").map((id) => id.toLowerCase());
    const eventIds = listed(request, "eventId");
    const viaEvents = engine
      .events()
      .filter((event) => eventIds.includes(String(event.number)))
      .flatMap((event) => event.conditionIds);
    return markets.length + eventIds.length === 0 ? undefined : [...markets, ...viaEvents];
  };

  const positions = (request: VenueRequest): readonly PositionRow[] => {
    const only = scope(request);
    const floor = parseUnits(queryText(request, "sizeThreshold") ?? "1") ?? 1_000_000n;
    const redeemable = queryText(request, "redeemable") === "true";
    const mergeable = queryText(request, "mergeable") === "true";
    const title = queryText(request, "title")?.toLowerCase();
    return positionRows(context, user(request)).filter(
      (row) =>
        row.view.size > 0n &&
        row.view.size >= floor &&
        (!redeemable || row.redeemable) &&
        (!mergeable || row.mergeable) &&
        (title === undefined || row.market.question.toLowerCase().includes(title)) &&
        (only?.includes(row.view.conditionId) ?? true),
    );
  };

  const sortedBy = (request: VenueRequest, rows: readonly PositionRow[], fallback: string) => {
    const by = (queryText(request, "sortBy") ?? fallback).toUpperCase();
    const direction = queryText(request, "sortDirection")?.toUpperCase() === "ASC" ? 1 : -1;
    return [...rows].sort((a, b) => compare(key(a, by), key(b, by)) * direction);
  };

  return {
    "GET /": () => json({ data: "OK" }),
    "GET /ok": () => json("OK"),
    "GET /positions": (request) =>
      json(
        window(request, sortedBy(request, positions(request), "TOKENS"), 100, 500).map((row) =>
          positionV1(context, row),
        ),
      ),
    "GET /closed-positions": (request) => {
      const only = scope(request);
      const rows = positionRows(context, user(request)).filter(
        (row) => row.view.size === 0n && (only?.includes(row.view.conditionId) ?? true),
      );
      return json(window(request, sortedBy(request, rows, "REALIZEDPNL"), 10, 50).map(closedPositionV1));
    },
    "GET /trades": (request) => {
      const owner = queryText(request, "user") === undefined ? undefined : user(request);
      const only = scope(request);
      const takerOnly = queryText(request, "takerOnly") !== "false";
      const side = queryText(request, "side")?.toUpperCase();
      const { start, end } = span(request);
      const cash = queryText(request, "filterType")?.toUpperCase() === "CASH";
      const floor = parseUnits(queryText(request, "filterAmount") ?? "0") ?? 0n;
      const rows = where(
        eachTradeRow(context, owner),
        (row) =>
          (owner === undefined || row.wallet === owner) &&
          (!takerOnly || row.taker) &&
          (side === undefined || row.side === side) &&
          (only?.includes(row.market.conditionId) ?? true) &&
          (cash ? row.usd : row.size) >= floor &&
          seconds(row.at) >= start &&
          seconds(row.at) <= end,
      );
      return json(window(request, rows, 100, 10_000).map(tradeV1));
    },
    "GET /activity": (request) => {
      const only = scope(request);
      const types = listed(request, "type").map((type) => type.toUpperCase());
      const hideFunding = queryText(request, "excludeDepositsWithdrawals") !== "false";
      const { start, end } = span(request);
      const side = queryText(request, "side")?.toUpperCase();
      const rows = activityRows(context, user(request)).filter(
        ({ activity }) =>
          (types.length === 0 || types.includes(activity.type)) &&
          !(hideFunding && (activity.type === "DEPOSIT" || activity.type === "WITHDRAWAL")) &&
          (side === undefined || activity.side === side) &&
          (only === undefined ||
            (activity.conditionId !== undefined && only.includes(activity.conditionId))) &&
          seconds(activity.timestamp) >= start &&
          seconds(activity.timestamp) <= end,
      );
      const ascending = queryText(request, "sortDirection")?.toUpperCase() === "ASC";
      return json(window(request, ascending ? [...rows].reverse() : rows, 100, 500).map(activityV1));
    },
    "GET /value": (request) => {
      const owner = user(request);
      const only = scope(request);
      const total = positionRows(context, owner)
        .filter((row) => only?.includes(row.view.conditionId) ?? true)
        .reduce((sum, row) => sum + row.value, 0n);
      return json([{ user: owner.toLowerCase(), value: unitsNumber(total) }]);
    },
  };
}

function span(request: VenueRequest): { readonly start: number; readonly end: number } {
  return { start: whole(request, "start") ?? 0, end: whole(request, "end") ?? Number.MAX_SAFE_INTEGER };
}

function key(row: PositionRow, by: string): bigint {
  switch (by) {
    case "CURRENT":
      return row.value;
    case "INITIAL":
      return row.view.cost;
    case "CASHPNL":
      return row.unrealized;
    case "REALIZEDPNL":
      return row.view.realizedPnl;
    case "PRICE":
      return row.price;
    case "AVGPRICE":
      return row.averagePrice;
    case "TIMESTAMP":
      return BigInt(row.view.updatedAt);
    default:
      return row.view.size;
  }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
