import {
  type Decimal,
  type DecimalInput,
  type OrderId,
  type SettlementStatus,
  type Side,
  type TokenId,
  type TradeId,
  toBaseUnits,
} from "@pm/core-types";
import type { VenueOrder } from "../wire/order.ts";
import type { VenueTrade } from "../wire/trade.ts";
import type { OrderFact, OrderFill } from "./facts.ts";

/** What a user stream tells about an order: the shape of `@pm/realtime`'s order events, or any other source's. */
export type OrderNews = {
  readonly type: "order";
  readonly orderId: OrderId;
  readonly status: string | undefined;
  /** Decimal shares; undefined where the venue left it empty. */
  readonly sizeMatched: DecimalInput | undefined;
  readonly tradeIds: readonly TradeId[];
  /** PLACEMENT, UPDATE, CANCELLATION or something new. */
  readonly action?: string;
};

/** What a user stream tells about a trade: the shape of `@pm/realtime`'s trade events, or any other source's. */
export type TradeNews = {
  readonly type: "trade";
  readonly tradeId: TradeId;
  readonly takerOrderId: OrderId;
  readonly tokenId: TokenId;
  /** The taker's. */
  readonly side: Side;
  readonly size: DecimalInput;
  readonly price: DecimalInput;
  readonly status: SettlementStatus;
  readonly makerOrders: readonly {
    readonly orderId: OrderId;
    readonly tokenId: TokenId;
    readonly side: Side | undefined;
    readonly matchedAmount: DecimalInput;
    readonly price: DecimalInput;
  }[];
  readonly transactionHash: string | undefined;
  /** Unix milliseconds. */
  readonly matchedAt: number | undefined;
  /** When the venue last changed it, Unix milliseconds. */
  readonly updatedAt?: number | undefined;
};

/** Anything a feed can tell an account about its orders. */
export type AccountNews = OrderNews | TradeNews;

/** The fact in an order's record. */
export function factOfOrder(order: VenueOrder): OrderFact & { readonly type: "told" } {
  return {
    type: "told",
    status: order.status,
    matched: toBaseUnits(order.sizeMatched, "size_matched"),
    tradeIds: order.tradeIds,
  };
}

/** The fact in an order event, if it holds one. */
export function factOfNews(news: OrderNews): OrderFact {
  const ended = news.action === "CANCELLATION" && !(news.status ?? "").startsWith("CANCELED");
  const status =
    news.status === undefined || (ended && news.status !== "INVALID")
      ? ended
        ? "CANCELED"
        : "LIVE"
      : news.status;
  return {
    type: "told",
    status,
    matched: news.sizeMatched === undefined ? undefined : toBaseUnits(news.sizeMatched, "size_matched"),
    tradeIds: news.tradeIds,
  };
}

/** The trade of a REST answer, in the form a feed tells it. */
export function newsOfTrade(trade: VenueTrade): TradeNews {
  return {
    type: "trade",
    tradeId: trade.id,
    takerOrderId: trade.takerOrderId,
    tokenId: trade.tokenId,
    side: trade.side,
    size: trade.size,
    price: trade.price,
    status: trade.status,
    makerOrders: trade.makerOrders,
    transactionHash: trade.transactionHash,
    matchedAt: trade.matchedAt,
    updatedAt: trade.updatedAt,
  };
}

/** Every order's part in a trade, its taker's first. */
export function* partsOfTrade(trade: TradeNews): Generator<readonly [OrderId, OrderFill]> {
  const common = {
    tradeId: trade.tradeId,
    status: trade.status.replace(/^TRADE_STATUS_/, ""),
    transactionHash: trade.transactionHash,
    matchedAt: trade.matchedAt ?? 0,
    // Sources differ in precision, and only whole seconds can be compared between them.
    updatedAt: Math.floor((trade.updatedAt ?? 0) / 1000) * 1000,
  };
  yield [
    trade.takerOrderId,
    {
      ...common,
      role: "TAKER",
      tokenId: trade.tokenId,
      side: trade.side,
      ...amounts(trade.size, trade.price),
    },
  ];
  for (const maker of trade.makerOrders) {
    const sameToken = maker.tokenId === trade.tokenId;
    // Same token: one buys what the other sells. Complements: both buy (mint) or both sell (merge).
    const side = maker.side ?? (sameToken ? opposite(trade.side) : trade.side);
    yield [
      maker.orderId,
      {
        ...common,
        role: "MAKER",
        tokenId: maker.tokenId,
        side,
        ...amounts(maker.matchedAmount, maker.price),
      },
    ];
  }
}

function amounts(
  size: Decimal | DecimalInput,
  price: DecimalInput,
): { readonly size: bigint; readonly price: bigint } {
  return { size: toBaseUnits(size, "size"), price: toBaseUnits(price, "price") };
}

function opposite(side: Side): Side {
  return side === "BUY" ? "SELL" : "BUY";
}
