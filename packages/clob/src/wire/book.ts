import { type BookLevel, type BookSnapshot, OrderBookError, type TokenId, tickRule } from "@pm/core-types";
import { z } from "zod";
import { readWire } from "./read.ts";
import {
  wireConditionId,
  wireDecimal,
  wireOptionalDecimal,
  wireTickSize,
  wireTime,
  wireTokenId,
} from "./scalars.ts";

const wireLevel = z.looseObject({ price: wireDecimal, size: wireDecimal });

const wireBook = z.looseObject({
  market: wireConditionId,
  asset_id: wireTokenId,
  timestamp: wireTime,
  hash: z.string().default(""),
  bids: z.array(wireLevel),
  asks: z.array(wireLevel),
  tick_size: wireTickSize.optional(),
  min_order_size: wireOptionalDecimal,
  neg_risk: z.boolean().optional(),
  last_trade_price: wireOptionalDecimal,
});

/**
 * Reads one book and proves it usable: levels sorted best first, on the grid, positive, uncrossed.
 *
 * @throws {InvalidResponseError} unreadable. @throws {OrderBookError} a book that breaks the venue's own rules.
 */
export function readBook(value: unknown, endpoint: string): BookSnapshot {
  const wire = readWire(wireBook, value, endpoint);
  const book: BookSnapshot = {
    tokenId: wire.asset_id,
    conditionId: wire.market,
    timestamp: wire.timestamp ?? 0,
    hash: wire.hash,
    bids: levels(wire.bids, -1),
    asks: levels(wire.asks, 1),
    tickSize: wire.tick_size,
    minOrderSize: wire.min_order_size,
    negRisk: wire.neg_risk,
    lastTradePrice: wire.last_trade_price,
  };
  checkBook(book);
  return book;
}

function levels(wire: readonly BookLevel[], direction: 1 | -1): BookLevel[] {
  return wire
    .map(({ price, size }) => ({ price, size }))
    .sort((left, right) => left.price.cmp(right.price) * direction);
}

function checkBook(book: BookSnapshot): void {
  for (const side of ["bids", "asks"] as const) {
    let previous: BookLevel | undefined;
    for (const level of book[side]) {
      if (level.size.lte("0") || level.price.lte("0") || level.price.gte("1")) {
        throw broken(book.tokenId, `${side} hold ${level.size.toFixed()} at ${level.price.toFixed()}`);
      }
      if (previous?.price.eq(level.price) === true) {
        throw broken(book.tokenId, `${side} list ${level.price.toFixed()} twice`);
      }
      if (book.tickSize !== undefined && !onGrid(level, book.tickSize)) {
        throw broken(book.tokenId, `${level.price.toFixed()} is off the grid of ${book.tickSize}`);
      }
      previous = level;
    }
  }
  const bid = book.bids[0];
  const ask = book.asks[0];
  if (bid !== undefined && ask !== undefined && bid.price.gte(ask.price)) {
    throw broken(book.tokenId, `the book is crossed: bid ${bid.price.toFixed()}, ask ${ask.price.toFixed()}`);
  }
}

function onGrid(level: BookLevel, tickSize: NonNullable<BookSnapshot["tickSize"]>): boolean {
  const units = level.price.times("1000000").toFixed();
  return !units.includes(".") && BigInt(units) % tickRule(tickSize).tick === 0n;
}

function broken(tokenId: TokenId, reason: string): OrderBookError {
  return new OrderBookError({
    message: `The book of token ${tokenId} cannot be trusted: ${reason}.`,
    action: "Fetch it again; if it persists, do not trade on it.",
    context: { tokenId, reason },
  });
}
