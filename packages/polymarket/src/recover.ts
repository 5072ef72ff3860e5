import type { ClobAccount, VenueOrder, VenueTrade } from "@pm/clob";
import type { Gap, UserEvent } from "@pm/realtime";

/** Seconds of the venue and clocks that differ: read a little more than the gap. */
const MARGIN_MS = 5_000;

/**
 * What happened to a wallet's orders while its socket was away, read over HTTP in the form the socket would have sent.
 *
 * @throws when the reads fail; the stream then asks again before it calls itself live.
 */
export async function recoverOrders(account: ClobAccount, gap: Gap): Promise<readonly UserEvent[]> {
  const [orders, trades] = await Promise.all([
    account.listOpenOrders().collect(),
    account.listTrades({ after: Math.min(gap.from, gap.unsettledFrom ?? gap.from) - MARGIN_MS }).collect(),
    // Orders that ended in the gap are in neither list; those placed here are asked for one by one.
    account.sweep(),
  ]);
  return [
    ...orders.items.map((order) => orderEvent(order, gap.to)),
    ...trades.items.map((trade) => tradeEvent(trade, gap.to)),
  ];
}

function orderEvent(order: VenueOrder, now: number): UserEvent {
  return {
    type: "order",
    action: "UPDATE",
    orderId: order.id,
    conditionId: order.conditionId,
    tokenId: order.tokenId,
    owner: order.owner,
    side: order.side,
    price: order.price.toFixed(),
    originalSize: order.originalSize.toFixed(),
    sizeMatched: order.sizeMatched.toFixed(),
    status: order.status,
    statusReason: undefined,
    timeInForce: order.timeInForce,
    outcome: order.outcome,
    makerAddress: order.funder,
    tradeIds: order.tradeIds,
    createdAt: order.createdAt,
    expiresAt: order.expiresAt,
    timestamp: now,
    raw: order.raw,
  };
}

function tradeEvent(trade: VenueTrade, now: number): UserEvent {
  return {
    type: "trade",
    tradeId: trade.id,
    takerOrderId: trade.takerOrderId,
    conditionId: trade.conditionId,
    tokenId: trade.tokenId,
    owner: trade.owner,
    side: trade.side,
    size: trade.size.toFixed(),
    price: trade.price.toFixed(),
    status: trade.status,
    role: trade.role,
    makerOrders: trade.makerOrders.map((maker) => ({
      orderId: maker.orderId,
      owner: maker.owner,
      makerAddress: maker.funder,
      tokenId: maker.tokenId,
      matchedAmount: maker.matchedAmount.toFixed(),
      price: maker.price.toFixed(),
      side: maker.side,
      outcome: maker.outcome,
    })),
    feeRateBps: trade.feeRateBps?.toFixed(),
    outcome: trade.outcome,
    makerAddress: trade.funder,
    transactionHash: trade.transactionHash,
    matchedAt: trade.matchedAt,
    timestamp: trade.updatedAt ?? now,
    raw: trade.raw,
  };
}
