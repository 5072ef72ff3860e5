import type { OrderEvent, TradeEvent } from "../engine/index.ts";
import { units } from "./decimals.ts";
import { spaced } from "./spaced.ts";
import { seconds } from "./time.ts";
import { makerOrderWire } from "./trades.ts";

/**
 * An order event of the user channel. A killed immediate order has the reason in its status, and leaves
 * `size_matched` and `created_at` empty, as in production captures.
 */
export function orderFrame(event: OrderEvent): string {
  const { order } = event;
  const killed = event.kind === "CANCELLATION" && order.killedBy !== undefined;
  return spaced({
    id: order.id,
    owner: order.owner,
    market: order.conditionId,
    asset_id: order.tokenId,
    side: order.side,
    order_owner: order.owner,
    original_size: units(order.size),
    size_matched: killed ? "" : units(order.matched),
    price: order.price,
    associate_trades: order.tradeIds.length === 0 && event.kind !== "UPDATE" ? null : order.tradeIds,
    outcome: order.outcome,
    type: event.kind,
    created_at: killed ? "" : String(seconds(order.createdAt)),
    expiration: String(order.expiration),
    order_type: order.orderType,
    status: killed ? `CANCELED_${order.killedBy}` : order.status,
    maker_address: order.maker,
    timestamp: String(event.timestamp),
    event_type: "order",
  });
}

/** A trade event of the user channel; the top level is the taker's order whoever hears it. */
export function tradeFrame(event: TradeEvent, side: "TAKER" | "MAKER"): string {
  const { trade } = event;
  return spaced({
    type: "TRADE",
    id: trade.id,
    taker_order_id: trade.takerOrderId,
    market: trade.conditionId,
    asset_id: trade.tokenId,
    side: trade.side,
    size: units(trade.size),
    fee_rate_bps: "0",
    price: trade.price,
    status: trade.status,
    match_time: String(seconds(trade.matchTime)),
    last_update: String(seconds(trade.lastUpdate)),
    outcome: trade.outcome,
    owner: trade.takerOwner,
    trade_owner: trade.takerOwner,
    maker_address: trade.takerAddress,
    transaction_hash: trade.transactionHash ?? "",
    bucket_index: trade.bucketIndex,
    maker_orders: trade.makers.map(makerOrderWire),
    trader_side: side,
    timestamp: String(event.timestamp),
    event_type: "trade",
  });
}
