import type {
  BookChangedEvent,
  BookItem,
  BookView,
  EventView,
  LastTradeEvent,
  MarketView,
  TickSizeEvent,
} from "../engine/index.ts";
import { parseUnits, units } from "../wire/decimals.ts";
import { spaced } from "../wire/spaced.ts";
import { isoTime } from "../wire/time.ts";

/** Books of a subscribe reply: without `min_order_size` and `neg_risk`, which the client must know. */
export function bookDump(books: readonly BookView[], versionOf: (conditionId: string) => string): string {
  return JSON.stringify(
    books.map((book) => ({
      market: book.conditionId,
      asset_id: book.tokenId,
      timestamp: String(book.timestamp),
      hash: book.hash,
      bids: book.bids,
      asks: book.asks,
      tick_size: book.tickSize,
      event_type: "book",
      last_trade_price: book.lastTradePrice,
      ...(versionOf(book.conditionId) === "v2" ? { version: "v2" } : {}),
    })),
  );
}

/** A book sent after a trade: `tick_size` and `last_trade_price` are left out too. */
export function bookFrame(book: BookView): string {
  return spaced({
    market: book.conditionId,
    asset_id: book.tokenId,
    bids: book.bids,
    asks: book.asks,
    hash: book.hash,
    timestamp: String(book.timestamp),
    event_type: "book",
  });
}

/** One level on both books of a market. Written by hand: this is the hottest frame. */
export function priceChangeFrame(event: BookChangedEvent, items: readonly BookItem[]): string {
  let changes = "";
  for (const item of items) {
    if (changes !== "") changes += ", ";
    changes += `{"asset_id":"${item.tokenId}", "price":"${item.price}", "size":"${item.size}", "side":"${item.side}", "hash":"${item.hash}", "best_bid":"${item.bestBid}", "best_ask":"${item.bestAsk}"}`;
  }
  return `{"market":"${event.conditionId}", "price_changes":[${changes}], "timestamp":"${event.timestamp}", "event_type":"price_change"}`;
}

/** A trade on one token; `at` is when production publishes it, Unix milliseconds. */
export function lastTradeFrame(event: LastTradeEvent, at: number): string {
  return spaced({
    market: event.conditionId,
    asset_id: event.tokenId,
    price: event.price,
    size: event.size,
    fee_rate_bps: "0",
    side: event.side,
    timestamp: String(at),
    event_type: "last_trade_price",
    transaction_hash: event.transactionHash,
  });
}

/** The grid of one token changed. */
export function tickSizeFrame(event: TickSizeEvent, tokenId: string): string {
  return spaced({
    market: event.conditionId,
    asset_id: tokenId,
    old_tick_size: event.oldTickSize,
    new_tick_size: event.newTickSize,
    timestamp: String(event.timestamp),
    event_type: "tick_size_change",
  });
}

/** Best prices of one token; only for clients that asked for custom features. */
export function bestBidAskFrame(
  conditionId: string,
  item: Pick<BookItem, "tokenId" | "bestBid" | "bestAsk">,
  at: number,
): string {
  const spread = (parseUnits(item.bestAsk) ?? 0n) - (parseUnits(item.bestBid) ?? 0n);
  return spaced({
    market: conditionId,
    asset_id: item.tokenId,
    best_bid: item.bestBid,
    best_ask: item.bestAsk,
    spread: units(spread),
    timestamp: String(at),
    event_type: "best_bid_ask",
  });
}

function eventMessage(group: EventView | undefined): Record<string, unknown> | null {
  if (group === undefined) return null;
  return {
    id: String(group.number),
    ticker: group.slug,
    slug: group.slug,
    title: group.title,
    description: group.description,
  };
}

/** A market was listed; only for clients that asked for custom features. */
export function newMarketFrame(market: MarketView, group: EventView | undefined, at: number): string {
  const tokens = market.outcomes.map((outcome) => outcome.tokenId);
  return spaced({
    id: String(market.number),
    question: market.question,
    market: market.conditionId,
    slug: market.slug,
    description: market.description,
    assets_ids: tokens,
    outcomes: market.outcomes.map((outcome) => outcome.outcome),
    event_message: eventMessage(group),
    timestamp: String(at),
    event_type: "new_market",
    tags: market.tags,
    condition_id: market.conditionId,
    active: market.acceptingOrders,
    clob_token_ids: tokens,
    sports_market_type: "",
    line: "",
    game_start_time: market.gameStartTime === undefined ? "" : isoTime(market.gameStartTime),
    order_price_min_tick_size: market.tickSize,
    group_item_title: market.groupItemTitle,
    taker_base_fee: market.fees === undefined ? "0" : "1000",
    fees_enabled: market.fees !== undefined,
    fee_schedule:
      market.fees === undefined
        ? null
        : {
            exponent: String(market.fees.exponent),
            rate: market.fees.rate,
            taker_only: market.fees.takerOnly,
            rebate_rate: market.fees.rebateRate ?? "0",
          },
  });
}

/** A market was resolved; `event_message` was null in every capture. Only for clients that asked for custom features. */
export function resolvedFrame(market: MarketView, at: number): string {
  const winner = market.outcomes.find((outcome) => market.payouts?.[outcome.index] === 1_000_000n);
  return spaced({
    id: String(market.number),
    market: market.conditionId,
    assets_ids: market.outcomes.map((outcome) => outcome.tokenId),
    winning_asset_id: winner?.tokenId ?? "",
    winning_outcome: winner?.outcome ?? "",
    event_message: null,
    timestamp: String(at),
    event_type: "market_resolved",
    tags: market.tags,
  });
}
