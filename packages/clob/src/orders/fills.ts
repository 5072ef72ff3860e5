import {
  type Address,
  Decimal,
  type Fill,
  fromBaseUnits,
  type MarketRules,
  type TokenId,
  takerFee,
} from "@pm/core-types";
import { newsOfTrade, partsOfTrade } from "../lifecycle/news.ts";
import type { VenueTrade } from "../wire/trade.ts";

const ZERO = new Decimal("0");

/**
 * What one wallet's orders got out of a trade: its taker's part, its makers' parts, or both. The taker's fee is what
 * the market's schedule charges for it; the venue does not tell it with the trade.
 */
export function fillsOf(trade: VenueTrade, wallet: Address, rules: MarketRules): readonly Fill[] {
  const mine = wallet.toLowerCase();
  const makers = new Set(
    trade.makerOrders.filter((maker) => maker.funder.toLowerCase() === mine).map((maker) => maker.orderId),
  );
  const taking = trade.role === "TAKER" || trade.funder.toLowerCase() === mine;
  return [...partsOfTrade(newsOfTrade(trade))].flatMap(([orderId, part]) => {
    const isMine = part.role === "TAKER" ? taking : makers.has(orderId);
    if (!isMine) return [];
    const size = fromBaseUnits(part.size);
    const price = fromBaseUnits(part.price);
    return [
      {
        tradeId: trade.id,
        orderId,
        tokenId: part.tokenId as TokenId,
        conditionId: trade.conditionId,
        side: part.side,
        price,
        size,
        fee: part.role === "TAKER" ? takerFee({ shares: size, price, fees: rules.fees }) : ZERO,
        role: part.role,
        status: trade.status,
        timestamp: trade.matchedAt ?? 0,
      },
    ];
  });
}
