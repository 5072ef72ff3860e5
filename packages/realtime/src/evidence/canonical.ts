import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Levels } from "../book/levels.ts";
import type { OrderBook } from "../book/order-book.ts";
import { formatUnits, UNITS } from "../book/units.ts";

/** What the venue hashes beside the levels and what not every frame says. */
export type BookConstants = {
  readonly minOrderSize: string;
  readonly tickSize: string;
  readonly negRisk: boolean;
};

const encoder = new TextEncoder();

/**
 * The canonical text of a book up to its last field, the last trade price, which is tried with several values.
 * Key order and forms as measured on real books; equal to `canonicalBook` of @pm/core-types.
 */
export function canonicalHead(book: OrderBook, constants: BookConstants, timestamp: number): string {
  const { bids, asks } = book.sides;
  return (
    `{"market":"${book.conditionId}","asset_id":"${book.tokenId}","timestamp":"${timestamp}","hash":"",` +
    `"bids":[${levelText(bids)}],"asks":[${levelText(asks)}],"min_order_size":"${constants.minOrderSize}",` +
    `"tick_size":"${constants.tickSize}","neg_risk":${constants.negRisk},"last_trade_price":"`
  );
}

/** A hash over one head, asked for many tails: the head is digested once. */
export function hashFamily(head: string): (lastTradePrice: string) => string {
  const state = sha1.create().update(encoder.encode(head));
  return (lastTradePrice) =>
    bytesToHex(
      state
        .clone()
        .update(encoder.encode(`${lastTradePrice}"}`))
        .digest(),
    );
}

/** A price as the venue writes it in `last_trade_price`: at least three decimals. */
export function tradePriceText(units: number): string {
  const shortest = formatUnits(units);
  const decimals = shortest.includes(".") ? shortest.length - shortest.indexOf(".") - 1 : 0;
  if (decimals >= 3) return shortest;
  return `${decimals === 0 ? `${shortest}.` : shortest}${"0".repeat(3 - decimals)}`;
}

/** The complement of a price: what the other outcome traded at. */
export function complement(units: number): number {
  return UNITS - units;
}

function levelText(levels: Levels): string {
  let out = "";
  for (let at = 0; at < levels.count; at++) {
    out += `${at === 0 ? "" : ","}{"price":"${formatUnits(levels.priceAt(at))}","size":"${formatUnits(levels.sizeAt(at))}"}`;
  }
  return out;
}
