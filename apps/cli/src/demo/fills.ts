import { decimal, type Fill, type MarketRules, takerFee } from "@pm/core-types";
import type { TradeEvent } from "@pm/realtime";

/**
 * The executions of one wallet's own orders in a trade that its user channel told of.
 *
 * @param own the wallet's order ids.
 * @param rules of the trade's market, for the taker's fee.
 */
export function fillsOf(trade: TradeEvent, own: ReadonlySet<string>, rules: MarketRules): Fill[] {
  const common = {
    tradeId: trade.tradeId,
    conditionId: trade.conditionId,
    status: trade.status,
    timestamp: trade.matchedAt ?? trade.timestamp,
  };
  const fills: Fill[] = [];
  if (own.has(trade.takerOrderId)) {
    const price = decimal(trade.price, "price");
    const size = decimal(trade.size, "size");
    fills.push({
      ...common,
      orderId: trade.takerOrderId,
      tokenId: trade.tokenId,
      side: trade.side,
      price,
      size,
      fee: takerFee({ price, shares: size, fees: rules.fees }),
      role: "TAKER",
    });
  }
  for (const maker of trade.makerOrders) {
    if (!own.has(maker.orderId)) continue;
    fills.push({
      ...common,
      orderId: maker.orderId,
      tokenId: maker.tokenId,
      side: maker.side ?? (maker.tokenId === trade.tokenId ? opposite(trade.side) : trade.side),
      price: decimal(maker.price, "price"),
      size: decimal(maker.matchedAmount, "size"),
      fee: decimal("0"),
      role: "MAKER",
    });
  }
  return fills;
}

function opposite(side: Fill["side"]): Fill["side"] {
  return side === "BUY" ? "SELL" : "BUY";
}
