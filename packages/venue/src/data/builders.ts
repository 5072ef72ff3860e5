import type { VenueContext } from "../context.ts";
import { isoDay } from "../wire/time.ts";

/** What went through one builder code. Amounts in base units. */
export type BuilderRow = {
  readonly code: string;
  readonly shares: bigint;
  readonly usd: bigint;
  readonly users: number;
};

const ZERO = `0x${"0".repeat(64)}`;

/** Builders by volume, largest first; `since` is Unix milliseconds. */
export function builderBoard(context: VenueContext, since: number): readonly BuilderRow[] {
  return boardOf(context, (at) => at >= since);
}

/** Builder volume by day, newest first. */
export function builderDays(
  context: VenueContext,
  since: number,
): readonly { readonly day: string; readonly rows: readonly BuilderRow[] }[] {
  const days = new Set(
    context.engine
      .trades()
      .filter((trade) => trade.matchTime >= since && trade.builder !== ZERO)
      .map((trade) => isoDay(trade.matchTime)),
  );
  return [...days].map((day) => ({ day, rows: boardOf(context, (at) => isoDay(at) === day) }));
}

function boardOf(context: VenueContext, inside: (at: number) => boolean): readonly BuilderRow[] {
  const sums = new Map<string, { shares: bigint; usd: bigint; users: Set<string> }>();
  for (const trade of context.engine.trades()) {
    if (trade.builder === ZERO || !inside(trade.matchTime)) continue;
    const row = sums.get(trade.builder) ?? { shares: 0n, usd: 0n, users: new Set<string>() };
    row.shares += trade.size;
    row.usd += trade.usd;
    row.users.add(trade.takerAddress);
    sums.set(trade.builder, row);
  }
  return [...sums]
    .map(([code, row]) => ({ code, shares: row.shares, usd: row.usd, users: row.users.size }))
    .sort((a, b) => (a.usd < b.usd ? 1 : a.usd > b.usd ? -1 : 0));
}

/** A builder has no name here: its code, shortened, stands for it. */
export function builderName(code: string): string {
  return code.slice(0, 10);
}
