import type { VenueContext } from "../context.ts";
import { unitsNumber, wireNumber } from "../wire/decimals.ts";
import { isoDay, isoTime, seconds } from "../wire/time.ts";
import type { ActivityRow, PositionRow, TradeRow } from "./rows.ts";
import { percent, profile } from "./wire-common.ts";

/** A row of `/positions`. */
export function positionV1(context: VenueContext, row: PositionRow): Record<string, unknown> {
  const { view, market } = row;
  const group = context.groupOf(market);
  return {
    proxyWallet: view.owner.toLowerCase(),
    asset: view.tokenId,
    conditionId: view.conditionId,
    size: unitsNumber(view.size),
    avgPrice: unitsNumber(row.averagePrice),
    initialValue: unitsNumber(view.cost),
    currentValue: unitsNumber(row.value),
    cashPnl: unitsNumber(row.unrealized),
    percentPnl: percent(row.unrealized, view.cost),
    totalBought: unitsNumber(view.totalBought),
    realizedPnl: unitsNumber(view.realizedPnl),
    percentRealizedPnl: percent(view.realizedPnl, view.totalCost),
    curPrice: unitsNumber(row.price),
    redeemable: row.redeemable,
    mergeable: row.mergeable,
    title: market.question,
    slug: market.slug,
    icon: "",
    eventId: group === undefined ? "" : String(group.number),
    eventSlug: market.eventSlug,
    outcome: row.outcome.outcome,
    outcomeIndex: row.outcome.index,
    oppositeOutcome: row.opposite.outcome,
    oppositeAsset: row.opposite.tokenId,
    endDate: market.endDate === undefined ? "" : isoDay(market.endDate),
    negativeRisk: market.negRisk,
  };
}

/** A row of `/closed-positions`. */
export function closedPositionV1(row: PositionRow): Record<string, unknown> {
  const { view, market } = row;
  return {
    proxyWallet: view.owner.toLowerCase(),
    asset: view.tokenId,
    conditionId: view.conditionId,
    avgPrice: unitsNumber(row.averagePrice),
    totalBought: unitsNumber(view.totalBought),
    realizedPnl: unitsNumber(view.realizedPnl),
    curPrice: unitsNumber(row.price),
    title: market.question,
    slug: market.slug,
    icon: "",
    eventSlug: market.eventSlug,
    outcome: row.outcome.outcome,
    outcomeIndex: row.outcome.index,
    oppositeOutcome: row.opposite.outcome,
    oppositeAsset: row.opposite.tokenId,
    endDate: market.endDate === undefined ? "" : isoTime(market.endDate),
    timestamp: seconds(view.updatedAt),
  };
}

/** A row of `/trades`. */
export function tradeV1(row: TradeRow): Record<string, unknown> {
  const who = profile(row.wallet);
  return {
    proxyWallet: row.wallet.toLowerCase(),
    side: row.side,
    asset: row.outcome.tokenId,
    conditionId: row.market.conditionId,
    size: unitsNumber(row.size),
    price: unitsNumber(row.price),
    timestamp: seconds(row.at),
    title: row.market.question,
    slug: row.market.slug,
    icon: "",
    eventSlug: row.market.eventSlug,
    outcome: row.outcome.outcome,
    outcomeIndex: row.outcome.index,
    name: who.name,
    pseudonym: who.pseudonym,
    bio: "",
    profileImage: "",
    profileImageOptimized: "",
    transactionHash: row.transactionHash,
  };
}

/** A row of `/activity`. */
export function activityV1(row: ActivityRow): Record<string, unknown> {
  const { activity, market } = row;
  const who = profile(activity.owner);
  return {
    proxyWallet: activity.owner.toLowerCase(),
    timestamp: seconds(activity.timestamp),
    conditionId: activity.conditionId ?? "",
    type: activity.type,
    size: unitsNumber(activity.size),
    usdcSize: unitsNumber(activity.usd),
    transactionHash: activity.transactionHash,
    price: wireNumber(activity.price ?? "0"),
    asset: activity.tokenId ?? "",
    side: activity.side ?? "",
    outcomeIndex: row.outcome?.index ?? 999,
    title: market?.question ?? "",
    slug: market?.slug ?? "",
    icon: "",
    eventSlug: market?.eventSlug ?? "",
    outcome: row.outcome?.outcome ?? "",
    name: who.name,
    pseudonym: who.pseudonym,
    bio: "",
    profileImage: "",
    profileImageOptimized: "",
  };
}
