import type { BookSnapshot } from "../domain/book.ts";
import type { Side } from "../domain/orders.ts";
import { errorGuard } from "../errors/guard.ts";
import { InsufficientLiquidityError, OrderBookError } from "../errors/market-data.ts";
import { InvalidOrderError } from "../errors/trading.ts";
import { InvalidDecimalError } from "../errors/validation.ts";
import { checkSide } from "../money/amounts.ts";
import { fromBaseUnits, toBaseUnits } from "../money/base-units.ts";
import { Decimal, type DecimalInput } from "../money/decimal.ts";
import { positiveUnits } from "../money/positive.ts";
import { type DepthWalk, unitLevels, walkDepth } from "./walk.ts";

/** What a market order asks of a book. */
export type MarketPriceRequest = {
  readonly side: Side;
  /** BUY: pUSD to spend. SELL: shares to sell. */
  readonly amount: DecimalInput;
  /** FOK refuses a book that is too thin; FAK tells what is there. */
  readonly timeInForce: "FOK" | "FAK";
  /** The walk goes no further than this price. */
  readonly protection?: DecimalInput;
};

/** The price a market order must be signed at to take its amount from a book, and what that takes. */
export type MarketPrice = {
  /** Price of the last level touched: the limit to sign. */
  readonly price: Decimal;
  readonly bestPrice: Decimal;
  /** pUSD per share over everything taken, to 40 decimals. */
  readonly averagePrice: Decimal;
  /** As asked: pUSD for a BUY, shares for a SELL. */
  readonly requested: Decimal;
  /** What the depth gives of it, in the same unit. */
  readonly fillable: Decimal;
  /** `"full"`: the book holds all that was asked. `"short"`: `fillable` is all there is, and `price` its worst level. */
  readonly depth: "full" | "short";
  /** Shares bought or sold. */
  readonly shares: Decimal;
  /** pUSD paid or received, before fees. */
  readonly cost: Decimal;
  /** Levels touched. */
  readonly levels: number;
};

/** What `marketPrice` and `bookSlippage` throw. */
export type MarketPriceError =
  | InsufficientLiquidityError
  | InvalidDecimalError
  | InvalidOrderError
  | OrderBookError;

/**
 * Walks a book from its best level until the amount is met.
 *
 * @throws {InsufficientLiquidityError} FOK and the depth is short, or FAK and nothing is there. A FAK over short depth
 * returns `depth: "short"`; the worst level is never passed off as the price of the whole amount.
 * @throws {InvalidOrderError} an amount that is not positive. @throws {OrderBookError} levels not best first.
 * @throws {InvalidDecimalError} not a decimal, or more than six decimals.
 */
export function marketPrice(
  book: Pick<BookSnapshot, "tokenId" | "bids" | "asks">,
  request: MarketPriceRequest,
): MarketPrice {
  const side = checkSide(request.side);
  const amount = positiveUnits(request.amount, "amount");
  const bound = request.protection === undefined ? undefined : toBaseUnits(request.protection, "protection");
  const levels = unitLevels(side, side === "BUY" ? book.asks : book.bids);
  const walk = walkDepth(side, levels, amount, bound);
  const best = levels.find((level) => level.size > 0n)?.price;
  if (
    walk.worstPrice === undefined ||
    best === undefined ||
    (!walk.complete && request.timeInForce === "FOK")
  ) {
    throw tooThin(book.tokenId, request, amount, walk);
  }
  return {
    price: fromBaseUnits(walk.worstPrice),
    bestPrice: fromBaseUnits(best),
    averagePrice: averagePrice(walk),
    requested: fromBaseUnits(amount),
    fillable: fillable(side, amount, walk),
    depth: walk.complete ? "full" : "short",
    shares: fromBaseUnits(walk.shares),
    cost: costOf(walk),
    levels: walk.levels,
  };
}

/** pUSD of a walk, exact to 10⁻¹². */
function costOf(walk: DepthWalk): Decimal {
  return new Decimal(walk.cost.toString()).times("0.000000000001");
}

function averagePrice(walk: DepthWalk): Decimal {
  return new Decimal(walk.cost.toString()).div((walk.shares * 1_000_000n).toString());
}

function fillable(side: Side, amount: bigint, walk: DepthWalk): Decimal {
  if (walk.complete) return fromBaseUnits(amount);
  return side === "BUY" ? costOf(walk) : fromBaseUnits(walk.shares);
}

function tooThin(
  tokenId: string,
  request: MarketPriceRequest,
  amount: bigint,
  walk: DepthWalk,
): InsufficientLiquidityError {
  const unit = request.side === "BUY" ? "pUSD" : "shares";
  const available = fillable(request.side, amount, walk).toFixed();
  const within = request.protection === undefined ? "" : ` within ${String(request.protection)}`;
  const requested = fromBaseUnits(amount).toFixed();
  const worst = walk.worstPrice === undefined ? undefined : fromBaseUnits(walk.worstPrice).toFixed();
  return new InsufficientLiquidityError({
    message: `${request.side} ${requested} ${unit}: the book holds ${available}${within}, on ${walk.levels} levels.`,
    ...(walk.levels === 0
      ? { action: "Wait for liquidity, or widen the protection price." }
      : {
          action: `Lower the amount to ${available} ${unit}, widen the price, or use FAK to take what is there.`,
        }),
    context: {
      tokenId,
      side: request.side,
      requested,
      available,
      unit,
      worstPrice: worst,
      levels: walk.levels,
      timeInForce: request.timeInForce,
      ...(request.protection === undefined ? {} : { protection: String(request.protection) }),
    },
  });
}

/** Guard of `MarketPriceError`. */
export const isMarketPriceError: (error: unknown) => error is MarketPriceError = errorGuard(
  InsufficientLiquidityError,
  InvalidDecimalError,
  InvalidOrderError,
  OrderBookError,
);
