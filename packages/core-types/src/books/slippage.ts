import type { BookSnapshot } from "../domain/book.ts";
import { Decimal } from "../money/decimal.ts";
import { type MarketPrice, type MarketPriceRequest, marketPrice } from "./market-price.ts";

/** What taking an amount from a book costs against its best price and its middle. */
export type Slippage = MarketPrice & {
  /** Middle of best bid and best ask; undefined when one side is empty. */
  readonly midPrice: Decimal | undefined;
  /** Average − best for a BUY, best − average for a SELL: pUSD per share, never negative. */
  readonly slippage: Decimal;
  /** `slippage` in basis points of the best price. */
  readonly slippageBps: Decimal;
  /** Distance of the average from the middle, pUSD per share. */
  readonly impact: Decimal | undefined;
};

/**
 * Slippage of a market order from depth. Over short depth it speaks only of what can be filled: look at `depth`.
 *
 * @throws {InsufficientLiquidityError} nothing is there at all, or FOK and the depth is short.
 * @throws {InvalidOrderError} an amount that is not positive. @throws {OrderBookError} levels not best first.
 * @throws {InvalidDecimalError} not a decimal, or more than six decimals.
 */
export function bookSlippage(
  book: Pick<BookSnapshot, "tokenId" | "bids" | "asks">,
  request: MarketPriceRequest,
): Slippage {
  const walk = marketPrice(book, request);
  const midPrice = bookMid(book);
  const worse = (from: Decimal) =>
    request.side === "BUY" ? walk.averagePrice.minus(from) : from.minus(walk.averagePrice);
  const slippage = worse(walk.bestPrice);
  return {
    ...walk,
    midPrice,
    slippage,
    slippageBps: slippage.times("10000").div(walk.bestPrice),
    impact: midPrice === undefined ? undefined : worse(midPrice),
  };
}

/** The middle of best bid and best ask, exact; undefined when one side is empty. */
export function bookMid(book: Pick<BookSnapshot, "bids" | "asks">): Decimal | undefined {
  const bid = book.bids[0]?.price;
  const ask = book.asks[0]?.price;
  return bid === undefined || ask === undefined ? undefined : new Decimal(bid.plus(ask)).times("0.5");
}
