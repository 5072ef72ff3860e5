import type { Fill } from "@pm/core-types";

/** Later stages replace earlier ones of the same fill. CONFIRMED and FAILED are terminal. */
const STAGE: Readonly<Record<string, number>> = {
  MATCHED_NOT_BROADCASTED: 0,
  MATCHED: 1,
  RETRYING: 2,
  MINED: 3,
  CONFIRMED: 4,
  FAILED: 4,
};

/**
 * The fills that count, each once, in a fixed order (time, then trade and order id).
 *
 * The same fill reported again at a later settlement stage replaces the earlier report; a fill that ended in
 * FAILED never happened and is counted in `rolledBack`.
 */
export function settledFills(fills: Iterable<Fill>): {
  readonly fills: readonly Fill[];
  readonly rolledBack: number;
  readonly duplicates: number;
} {
  const latest = new Map<string, Fill>();
  let duplicates = 0;
  for (const fill of fills) {
    const key = `${fill.tradeId} ${fill.orderId} ${fill.tokenId}`;
    const known = latest.get(key);
    if (known !== undefined) duplicates++;
    if (known === undefined || stage(fill) >= stage(known)) latest.set(key, fill);
  }
  const all = [...latest.values()];
  const kept = all.filter((fill) => plainStatus(fill) !== "FAILED").sort(byTime);
  return { fills: kept, rolledBack: all.length - kept.length, duplicates };
}

/** Some endpoints prefix the status. */
function plainStatus(fill: Fill): string {
  return fill.status.replace(/^TRADE_STATUS_/, "");
}

function stage(fill: Fill): number {
  return STAGE[plainStatus(fill)] ?? 1;
}

function byTime(a: Fill, b: Fill): number {
  return a.timestamp - b.timestamp || compare(a.tradeId, b.tradeId) || compare(a.orderId, b.orderId);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
