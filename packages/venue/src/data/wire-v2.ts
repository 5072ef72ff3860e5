import type { VenueContext } from "../context.ts";
import { unitsNumber, wireNumber } from "../wire/decimals.ts";
import { isoDay, seconds } from "../wire/time.ts";
import type { ActivityRow, PositionRow, TradeRow } from "./rows.ts";
import { percent, profile } from "./wire-common.ts";

/** A position of `/v2/positions`. */
export function positionV2(context: VenueContext, row: PositionRow): Record<string, unknown> {
  const { view, market } = row;
  const group = context.groupOf(market);
  const who = profile(view.owner);
  const totalCost = view.totalCost + view.fees;
  return {
    proxy_wallet: view.owner.toLowerCase(),
    token_id: view.tokenId,
    condition_id: view.conditionId,
    current_size: unitsNumber(view.size),
    avg_price: unitsNumber(row.averagePrice),
    entry_cost_usdc: unitsNumber(view.totalCost),
    entry_fees_usdc: unitsNumber(view.fees),
    total_cost_usdc: unitsNumber(totalCost),
    current_price: unitsNumber(row.price),
    current_value: unitsNumber(row.value),
    total_size: unitsNumber(view.totalBought),
    realized_pnl: unitsNumber(view.realizedPnl),
    unrealized_pnl: unitsNumber(row.unrealized),
    total_pnl: unitsNumber(view.realizedPnl + row.unrealized),
    percent_pnl: percent(row.unrealized, view.cost),
    percent_realized_pnl: percent(view.realizedPnl, view.totalCost),
    status: row.status,
    redeemable: row.redeemable,
    mergeable: row.mergeable,
    negative_risk: market.negRisk,
    archived: false,
    title: market.question,
    slug: market.slug,
    icon: "",
    event_id: group === undefined ? "" : String(group.number),
    event_slug: market.eventSlug,
    outcome: row.outcome.outcome,
    outcome_index: row.outcome.index,
    opposite_outcome: row.opposite.outcome,
    opposite_token_id: row.opposite.tokenId,
    end_date: market.endDate === undefined ? "" : isoDay(market.endDate),
    last_event_at: seconds(view.updatedAt),
    name: who.name,
    profile_image: "",
    verified: false,
  };
}

/** A row of `/v2/trades`. */
export function tradeV2(row: TradeRow): Record<string, unknown> {
  const who = profile(row.wallet);
  return {
    proxy_wallet: row.wallet.toLowerCase(),
    side: row.side,
    token_id: row.outcome.tokenId,
    condition_id: row.market.conditionId,
    size: unitsNumber(row.size),
    price: unitsNumber(row.price),
    timestamp: seconds(row.at),
    title: row.market.question,
    slug: row.market.slug,
    icon: "",
    event_slug: row.market.eventSlug,
    outcome: row.outcome.outcome,
    outcome_index: row.outcome.index,
    name: who.name,
    pseudonym: who.pseudonym,
    bio: "",
    profile_image: "",
    profile_image_optimized: "",
    transaction_hash: row.transactionHash,
  };
}

/** A row of `/v2/activity`. */
export function activityV2(row: ActivityRow): Record<string, unknown> {
  const { activity, market } = row;
  const who = profile(activity.owner);
  return {
    proxy_wallet: activity.owner.toLowerCase(),
    timestamp: seconds(activity.timestamp),
    condition_id: activity.conditionId ?? "",
    type: activity.type,
    size: unitsNumber(activity.size),
    usdc_size: unitsNumber(activity.usd),
    transaction_hash: activity.transactionHash,
    price: wireNumber(activity.price ?? "0"),
    token_id: activity.tokenId ?? "",
    side: activity.side ?? "",
    is_combo: false,
    outcome_index: row.outcome?.index ?? 999,
    title: market?.question ?? "",
    slug: market?.slug ?? "",
    icon: "",
    event_slug: market?.eventSlug ?? "",
    outcome: row.outcome?.outcome ?? "",
    name: who.name,
    pseudonym: who.pseudonym,
    bio: "",
    profile_image: "",
    profile_image_optimized: "",
  };
}
