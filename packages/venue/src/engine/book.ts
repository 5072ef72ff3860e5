import { hash as digest } from "node:crypto";
import type { Order } from "./order.ts";
import { amountText, PRICE_ONE, priceText } from "./units.ts";

/** Orders at one price, first come first. */
export class Level {
  readonly price: number;
  shares = 0;
  first: Order | undefined;
  last: Order | undefined;
  /** The level as JSON in the book of outcome 0 and of outcome 1; empty when it must be written again. */
  readonly json: [string, string] = ["", ""];

  constructor(price: number) {
    this.price = price;
  }

  text(outcome: 0 | 1): string {
    let text = this.json[outcome];
    if (text === "") {
      const price = outcome === 0 ? this.price : PRICE_ONE - this.price;
      text = `{"price":"${priceText(price)}","size":"${amountText(this.shares)}"}`;
      this.json[outcome] = text;
    }
    return text;
  }

  change(shares: number): void {
    this.shares += shares;
    this.json[0] = "";
    this.json[1] = "";
  }
}

/**
 * The one book behind both outcomes of a market, in prices of outcome 0: a BUY of outcome 1 at q is an ask at
 * 1 − q, a SELL of outcome 1 at q a bid at 1 − q. Each side is sorted with its best level last.
 */
export class Book {
  readonly bids: Level[] = [];
  readonly asks: Level[] = [];

  bestBid(): Level | undefined {
    return this.bids[this.bids.length - 1];
  }

  bestAsk(): Level | undefined {
    return this.asks[this.asks.length - 1];
  }

  /** Puts an order at the end of its level's queue. */
  add(order: Order): void {
    const level = this.#level(order.isBid, order.bookPrice);
    order.level = level;
    order.previous = level.last;
    order.next = undefined;
    if (level.last === undefined) level.first = order;
    else level.last.next = order;
    level.last = order;
    level.change(order.remaining);
  }

  /** Takes an order out; its level goes with its last order. */
  remove(order: Order): void {
    const level = order.level;
    if (level === undefined) return;
    if (order.previous === undefined) level.first = order.next;
    else order.previous.next = order.next;
    if (order.next === undefined) level.last = order.previous;
    else order.next.previous = order.previous;
    order.level = undefined;
    order.previous = undefined;
    order.next = undefined;
    level.change(-order.remaining);
    if (level.first === undefined) {
      const side = order.isBid ? this.bids : this.asks;
      side.splice(this.#find(side, order.isBid, level.price), 1);
    }
  }

  /** Shares at a price, 0 when there is no level. */
  sharesAt(isBid: boolean, price: number): number {
    const side = isBid ? this.bids : this.asks;
    const level = side[this.#find(side, isBid, price)];
    return level?.price === price ? level.shares : 0;
  }

  #level(isBid: boolean, price: number): Level {
    const side = isBid ? this.bids : this.asks;
    const at = this.#find(side, isBid, price);
    const found = side[at];
    if (found?.price === price) return found;
    const level = new Level(price);
    if (at === side.length) side.push(level);
    else side.splice(at, 0, level);
    return level;
  }

  /** Index of the first level that is not worse than `price`; most calls are about the last few. */
  #find(side: readonly Level[], isBid: boolean, price: number): number {
    let low = 0;
    let high = side.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = side[middle]!.price;
      if (isBid ? other < price : other > price) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Everything of a book's canonical form that is not a level. */
export type BookHead = {
  readonly market: string;
  readonly assetId: string;
  readonly timestamp: number;
  readonly minOrderSize: string;
  readonly tickSize: string;
  readonly negRisk: boolean;
  readonly lastTradePrice: string;
};

/**
 * SHA-1 of the canonical book: compact JSON, keys in the venue's order, `hash` empty, best level last. Measured on
 * 46 of 46 production books.
 */
export function bookHash(head: BookHead, bids: readonly string[], asks: readonly string[]): string {
  const text =
    `{"market":"${head.market}","asset_id":"${head.assetId}","timestamp":"${head.timestamp}","hash":"",` +
    `"bids":[${bids.join(",")}],"asks":[${asks.join(",")}],"min_order_size":"${head.minOrderSize}",` +
    `"tick_size":"${head.tickSize}","neg_risk":${head.negRisk},"last_trade_price":"${head.lastTradePrice}"}`;
  return digest("sha1", text, "hex");
}
