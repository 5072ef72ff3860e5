import {
  type BookSnapshot,
  type Decimal,
  decimal,
  fitAmountToBudget,
  formatDecimal,
  InsufficientLiquidityError,
  InvalidOrderError,
  type MarketRules,
  marketPrice,
} from "@pm/core-types";
import type { MarketOrderRequest } from "./request.ts";

/** What a market order is signed for: an amount in the form the venue takes, and the prices it lies between. */
export type MarketBounds = {
  /** BUY: pUSD before fees. SELL: shares. */
  readonly amount: Decimal;
  readonly worstPrice: Decimal;
  /** The best it can fill at now, where a book told it. */
  readonly bestPrice: Decimal | undefined;
};

/**
 * Turns what is asked for (an amount, a number of shares, a budget) into an amount and a worst price. `fetchBook` is
 * asked only where the request leaves something to the book.
 *
 * @throws {InvalidOrderError} {InsufficientLiquidityError} {OrderBookError} {InvalidDecimalError} {TickSizeError}
 */
export async function marketBounds(
  request: MarketOrderRequest,
  rules: MarketRules,
  fetchBook: () => Promise<BookSnapshot>,
): Promise<MarketBounds> {
  const timeInForce = request.timeInForce ?? "FOK";
  const protection = request.worstPrice === undefined ? undefined : decimal(request.worstPrice, "worstPrice");
  checkOneAmount(request);
  const { side } = request;
  if (side === "SELL" || request.shares === undefined) {
    const asked = decimal(request.amount ?? request.shares ?? request.maxSpend ?? "0", amountField(request));
    const found =
      protection === undefined
        ? marketPrice(await fetchBook(), { side, amount: asked, timeInForce })
        : { price: protection, bestPrice: undefined };
    if (request.maxSpend === undefined)
      return { amount: asked, worstPrice: found.price, bestPrice: found.bestPrice };
    const fitted = fitAmountToBudget({
      maxSpend: asked,
      price: found.price,
      tickSize: rules.tickSize,
      fees: rules.fees,
      // Without a book the order may fill anywhere down to the lowest price, where its fee is highest.
      bestPrice: found.bestPrice ?? rules.tickSize,
    });
    return { amount: fitted.amount, worstPrice: found.price, bestPrice: found.bestPrice };
  }
  return costOf(decimal(request.shares, "shares"), await fetchBook(), protection, timeInForce);
}

/** What a number of shares costs in the book, level by level, rounded up to a cent. */
function costOf(
  shares: Decimal,
  book: BookSnapshot,
  protection: Decimal | undefined,
  timeInForce: "FOK" | "FAK",
): MarketBounds {
  let left = shares;
  let cost = decimal("0");
  let worst: Decimal | undefined;
  for (const { price, size } of book.asks) {
    if (left.lte("0") || (protection !== undefined && price.gt(protection))) break;
    const taken = size.lt(left) ? size : left;
    cost = cost.plus(taken.times(price));
    left = left.minus(taken);
    worst = price;
  }
  if (worst === undefined || (left.gt("0") && timeInForce === "FOK")) {
    throw new InsufficientLiquidityError({
      message: `The book of token ${book.tokenId} offers ${formatDecimal(shares.minus(left))} of ${formatDecimal(shares)} shares${protection === undefined ? "" : ` up to ${formatDecimal(protection)}`}.`,
      context: {
        tokenId: book.tokenId,
        shares: formatDecimal(shares),
        offered: formatDecimal(shares.minus(left)),
      },
    });
  }
  return {
    amount: cost.round(2, ROUND_UP),
    worstPrice: protection ?? worst,
    bestPrice: book.asks[0]?.price,
  };
}

/** big.js: away from zero. */
const ROUND_UP = 3;

function amountField(request: MarketOrderRequest): string {
  if (request.amount !== undefined) return "amount";
  return request.shares === undefined ? "maxSpend" : "shares";
}

function checkOneAmount(request: MarketOrderRequest): void {
  const given = [request.amount, request.shares, request.maxSpend].filter(
    (each) => each !== undefined,
  ).length;
  if (given !== 1) {
    throw new InvalidOrderError({
      message: `A market order needs exactly one of amount, shares and maxSpend, not ${given}.`,
      context: { field: "amount" },
    });
  }
  if (request.maxSpend !== undefined && request.side !== "BUY") {
    throw new InvalidOrderError({
      message: "maxSpend bounds what a BUY pays; a SELL receives.",
      action: "Give the shares to sell as amount.",
      context: { field: "maxSpend" },
    });
  }
}
