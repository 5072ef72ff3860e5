import type { Engine, MarketView } from "../engine/index.ts";
import { parseUnits } from "../wire/decimals.ts";

const UNIT = 1_000_000n;

/** pUSD that resting orders of a market would pay, base units: bids at their price, asks at one minus theirs. */
export function liquidity(engine: Engine, market: MarketView): bigint {
  const book = engine.book(market.outcomes[0].tokenId);
  if (book === undefined) return 0n;
  let total = 0n;
  for (const level of book.bids) total += worth(level.price, level.size, false);
  for (const level of book.asks) total += worth(level.price, level.size, true);
  return total;
}

function worth(price: string, size: string, ask: boolean): bigint {
  const p = parseUnits(price) ?? 0n;
  return ((ask ? UNIT - p : p) * (parseUnits(size) ?? 0n)) / UNIT;
}
