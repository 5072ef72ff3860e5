import type { VenueContext } from "../context.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { unitsNumber } from "../wire/decimals.ts";
import { seconds } from "../wire/time.ts";
import type { Pager } from "./envelope.ts";
import {
  account,
  boolParam,
  choice,
  conditions,
  decimalParam,
  invalid,
  params,
  requiredAccount,
  timeWindow,
} from "./params-v2.ts";
import {
  activityRows,
  eachTradeRow,
  type PositionRow,
  positionRow,
  positionRows,
  type TradeRow,
  where,
} from "./rows.ts";
import { activityV2, positionV2, tradeV2 } from "./wire-v2.ts";

const STATUSES = ["OPEN", "REDEEMABLE", "REDEEMABLE_LOST", "MERGEABLE", "CLOSED"] as const;
const SORTS = [
  "CURRENT_VALUE",
  "TOKENS",
  "UNREALIZED_PNL",
  "REALIZED_PNL",
  "TOTAL_PNL",
  "TIMESTAMP",
  "PRICE",
] as const;
const ACTIVITY_TYPES = [
  "TRADE",
  "SPLIT",
  "MERGE",
  "REDEEM",
  "REWARD",
  "CONVERSION",
  "MIGRATION",
  "MAKER_REBATE",
  "REFERRAL_REWARD",
  "YIELD",
  "DEPOSIT",
  "WITHDRAWAL",
  "TAKER_REBATE",
  "TIP",
] as const;
/** Smaller positions are hidden unless the filter is lowered. */
const DUST = 100_000n;

/** Positions, trades, activity and value of Data API v2. */
export function dataV2Routes(context: VenueContext, pager: Pager): Routes {
  const { engine } = context;

  const eventConditions = (request: VenueRequest): readonly string[] => {
    const ids = params(request, 20, "event_id", "eventId");
    return engine
      .events()
      .filter((event) => ids.includes(String(event.number)))
      .flatMap((event) => event.conditionIds);
  };

  const scope = (request: VenueRequest): readonly string[] | undefined => {
    const direct = conditions(request);
    const viaEvents = eventConditions(request);
    if (direct.length > 0 && viaEvents.length > 0) {
      throw invalid("condition and event_id cannot be used together", "event_id");
    }
    const both = [...direct, ...viaEvents];
    return both.length === 0 ? undefined : both;
  };

  const positions = (request: VenueRequest): readonly PositionRow[] => {
    const user = account(request);
    const only = scope(request);
    if (user === undefined && only === undefined) throw invalid("user or condition is required", "user");
    const status = choice(request, "status", STATUSES);
    if (status === "REDEEMABLE_LOST" && user === undefined) {
      throw invalid("status REDEEMABLE_LOST requires user", "status");
    }
    const filterType = choice(request, "filter_type", ["CASH", "TOKENS"]);
    const floor = decimalParam(request, "filter_amount");
    const big = (row: PositionRow): boolean => {
      if (status === "CLOSED") return true;
      if (filterType === "CASH") return row.value >= (floor ?? 0n);
      return row.view.size >= (floor ?? DUST);
    };
    const rows = (user === undefined ? ofConditions(only ?? []) : positionRows(context, user)).filter(
      (row) => only?.includes(row.view.conditionId) ?? true,
    );
    const sort = choice(request, "sort_by", SORTS) ?? "CURRENT_VALUE";
    const ascending = choice(request, "sort_direction", ["ASC", "DESC"]) === "ASC";
    return rows
      .filter((row) => hasStatus(row, status) && big(row))
      .sort((a, b) => order(sortKey(a, sort), sortKey(b, sort)) * (ascending ? 1 : -1));
  };

  const ofConditions = (ids: readonly string[]): readonly PositionRow[] =>
    ids
      .flatMap((id) => engine.market(id)?.outcomes ?? [])
      .flatMap((outcome) => engine.holders(outcome.tokenId))
      .flatMap((view) => positionRow(context, view, engine.positions(view.owner)) ?? []);

  const trades = (request: VenueRequest): Iterable<TradeRow> => {
    const user = account(request);
    const only = scope(request);
    const takerOnly = boolParam(request, "taker_only") ?? true;
    const side = choice(request, "side", ["BUY", "SELL"]);
    const { start, end } = timeWindow(request, seconds(context.clock.now()));
    const filterType = choice(request, "filter_type", ["CASH", "TOKENS"]);
    const floor = decimalParam(request, "filter_amount") ?? 0n;
    return where(
      eachTradeRow(context, user),
      (row) =>
        (user === undefined || row.wallet === user) &&
        (!takerOnly || row.taker) &&
        (side === undefined || row.side === side) &&
        (only === undefined || only.includes(row.market.conditionId)) &&
        seconds(row.at) >= start &&
        seconds(row.at) <= end &&
        (filterType === "CASH" ? row.usd : row.size) >= floor,
    );
  };

  const activity = (request: VenueRequest) => {
    const user = requiredAccount(request);
    const only = scope(request);
    const types = params(request, ACTIVITY_TYPES.length, "type").map((type) => type.toUpperCase());
    for (const type of types) {
      if (!ACTIVITY_TYPES.some((known) => known === type)) throw invalid(`unknown type ${type}`, "type");
    }
    const side = choice(request, "side", ["BUY", "SELL"]);
    const hideFunding = boolParam(request, "exclude_deposits_withdrawals") ?? true;
    const { start, end } = timeWindow(request, seconds(context.clock.now()));
    return activityRows(context, user).filter(
      ({ activity: one }) =>
        (types.length > 0
          ? types.includes(one.type)
          : !(hideFunding && (one.type === "DEPOSIT" || one.type === "WITHDRAWAL"))) &&
        (side === undefined || one.side === side) &&
        (only === undefined || (one.conditionId !== undefined && only.includes(one.conditionId))) &&
        seconds(one.timestamp) >= start &&
        seconds(one.timestamp) <= end,
    );
  };

  return {
    "GET /v2/status": () => json({ data: { status: "ok" } }),
    "GET /v2/positions": (request) =>
      pager.page(request, "positions", positions(request), (row) => positionV2(context, row)),
    "GET /v2/trades": (request) => pager.page(request, "trades", trades(request), tradeV2, "re-anchor"),
    "GET /v2/activity": (request) =>
      pager.page(request, "activity", activity(request), activityV2, "re-anchor"),
    "GET /v2/value": (request) => {
      const user = requiredAccount(request);
      const total = positionRows(context, user).reduce((sum, row) => sum + row.value, 0n);
      return json({ data: { proxy_wallet: user.toLowerCase(), value: unitsNumber(total) } });
    },
  };
}

function hasStatus(row: PositionRow, status: (typeof STATUSES)[number] | undefined): boolean {
  if (status === undefined) return row.status !== "CLOSED";
  if (status === "MERGEABLE") return row.mergeable;
  if (status === "REDEEMABLE_LOST") return row.redeemable && row.value === 0n;
  if (status === "REDEEMABLE") return row.redeemable && row.value > 0n;
  return row.status === status;
}

function sortKey(row: PositionRow, sort: (typeof SORTS)[number]): bigint {
  switch (sort) {
    case "TOKENS":
      return row.view.size;
    case "UNREALIZED_PNL":
      return row.unrealized;
    case "REALIZED_PNL":
      return row.view.realizedPnl;
    case "TOTAL_PNL":
      return row.view.realizedPnl + row.unrealized;
    case "TIMESTAMP":
      return BigInt(row.view.updatedAt);
    case "PRICE":
      return row.price;
    default:
      return row.value;
  }
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
