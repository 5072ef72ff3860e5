import type { Engine } from "../engine/index.ts";
import { parseUnits, units } from "./decimals.ts";

const ONE = 1_000_000n;
/** Wider than this, the site shows the last trade instead of the midpoint. */
const WIDE_SPREAD = 100_000n;

/** Best bid and ask of a token in base units; 0 and 1 where a side is empty, as on the wire. */
export function best(
  engine: Engine,
  tokenId: string,
): { readonly bid: bigint; readonly ask: bigint } | undefined {
  const prices = engine.bestPrices(tokenId);
  if (prices === undefined) return undefined;
  return { bid: parseUnits(prices.bid) ?? 0n, ask: parseUnits(prices.ask) ?? ONE };
}

/** Half way between best bid and best ask. */
export function midpoint(engine: Engine, tokenId: string): string | undefined {
  const prices = best(engine, tokenId);
  return prices === undefined ? undefined : units((prices.bid + prices.ask) / 2n);
}

/** Best ask minus best bid. */
export function spread(engine: Engine, tokenId: string): string | undefined {
  const prices = best(engine, tokenId);
  return prices === undefined ? undefined : units(prices.ask - prices.bid);
}

/**
 * The price a token is shown and valued at, base units: its payout once resolved, the midpoint of a tight
 * book, else the last trade, else one half.
 */
export function displayPrice(engine: Engine, tokenId: string): bigint {
  const market = engine.marketOfToken(tokenId);
  const index = market?.outcomes.findIndex((outcome) => outcome.tokenId === tokenId) ?? 0;
  const payout = market?.payouts?.[index === 1 ? 1 : 0];
  if (payout !== undefined) return payout;
  const prices = best(engine, tokenId);
  if (prices !== undefined && prices.ask - prices.bid <= WIDE_SPREAD) return (prices.bid + prices.ask) / 2n;
  const last = lastPrice(engine, tokenId);
  return last ?? ONE / 2n;
}

/** The last trade of a token or, mirrored, of its complement, base units. */
export function lastPrice(engine: Engine, tokenId: string): bigint | undefined {
  const own = engine.lastTrade(tokenId);
  const market = engine.marketOfToken(tokenId);
  const otherId = market?.outcomes.find((outcome) => outcome.tokenId !== tokenId)?.tokenId;
  const other = otherId === undefined ? undefined : engine.lastTrade(otherId);
  if (own !== undefined && (other === undefined || own.timestamp >= other.timestamp))
    return parseUnits(own.price);
  const mirrored = other === undefined ? undefined : parseUnits(other.price);
  return mirrored === undefined ? undefined : ONE - mirrored;
}
