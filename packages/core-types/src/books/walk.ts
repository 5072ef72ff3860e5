import type { BookLevel } from "../domain/book.ts";
import type { Side } from "../domain/orders.ts";
import { OrderBookError } from "../errors/market-data.ts";
import { BASE_UNITS, toBaseUnits } from "../money/base-units.ts";
import { smaller } from "../money/integers.ts";

/** One level in base units (10⁻⁶): pUSD per share, and shares. */
export type UnitLevel = { readonly price: bigint; readonly size: bigint };

/** What a taker finds on one side of a book. Base units, but `cost` in 10⁻¹² pUSD so that nothing is rounded. */
export type DepthWalk = {
  /** Shares taken; the last level may be taken in part (the part is then floored to a base unit). */
  readonly shares: bigint;
  /** Σ size × price of `shares`, in 10⁻¹² pUSD: under the amount of a BUY by less than a base unit of shares. */
  readonly cost: bigint;
  /** Price of the last level touched; undefined when nothing was there. */
  readonly worstPrice: bigint | undefined;
  readonly levels: number;
  /** True when the whole amount was met. */
  readonly complete: boolean;
};

/**
 * Walks levels, best first, until a BUY has spent `amount` pUSD or a SELL has sold `amount` shares, going no further
 * than `bound`. The hot path behind `marketPrice`: bigints only.
 */
export function walkDepth(
  side: Side,
  levels: Iterable<UnitLevel>,
  amount: bigint,
  bound?: bigint,
): DepthWalk {
  // A BUY is measured in pUSD (10⁻¹²), a SELL in shares (10⁻⁶).
  const target = side === "BUY" ? amount * BASE_UNITS : amount;
  let met = 0n;
  let shares = 0n;
  let cost = 0n;
  let worstPrice: bigint | undefined;
  let count = 0;
  for (const { price, size } of levels) {
    if (met >= target || isBeyond(side, price, bound)) break;
    if (size <= 0n) continue;
    const whole = side === "BUY" ? size * price : size;
    const taken = smaller(whole, target - met);
    const part = side === "BUY" ? taken / price : taken;
    met += taken;
    shares += part;
    cost += part * price;
    worstPrice = price;
    count++;
  }
  return { shares, cost, worstPrice, levels: count, complete: met >= target };
}

/**
 * The levels of a snapshot's side in base units.
 *
 * @throws {OrderBookError} when they are not best first: a walk over them would be silently wrong.
 * @throws {InvalidDecimalError} a price or size of more than six decimals.
 */
export function unitLevels(side: Side, levels: readonly BookLevel[]): UnitLevel[] {
  const units: UnitLevel[] = [];
  let previous: bigint | undefined;
  for (const level of levels) {
    const price = toBaseUnits(level.price, "price");
    if (previous !== undefined && !isBeyond(side, price, previous)) {
      throw new OrderBookError({
        message: `Book levels must be best first without repeats; ${level.price.toFixed()} follows a price that is not better.`,
        action: "Sort the levels: bids descending, asks ascending.",
        context: { side, price: level.price.toFixed() },
        outcome: "not-sent",
        retry: "never",
      });
    }
    previous = price;
    units.push({ price, size: toBaseUnits(level.size, "size") });
  }
  return units;
}

function isBeyond(side: Side, price: bigint, bound: bigint | undefined): boolean {
  if (bound === undefined) return false;
  return side === "BUY" ? price > bound : price < bound;
}
