import type { Address } from "@pm/core-types";
import type { Engine, EngineEvent, MarketView, OrderView } from "../engine/index.ts";
import { parseUnits } from "../wire/decimals.ts";
import { midpoint } from "../wire/prices.ts";

/** A liquidity reward programme of one market. */
export type RewardProgramme = {
  /** pUSD a day, decimal string. */
  readonly ratePerDay: string;
  /** Shares, decimal string: smaller orders earn nothing. */
  readonly minSize: string;
  /** Cents from the midpoint, decimal string: orders further away earn nothing. */
  readonly maxSpread: string;
};

/** What one wallet earned in one market on one day, base units of pUSD. */
export type Earning = { readonly conditionId: string; readonly wallet: Address; readonly earned: bigint };

/** Reward programmes, sampled once a minute. */
export type Rewards = {
  readonly programme: (market: MarketView) => RewardProgramme | undefined;
  readonly observe: (event: EngineEvent) => void;
  /** True when the order would earn in a sample taken now. */
  readonly scores: (order: OrderView) => boolean;
  /** Share of the market's present score that the wallet has, in percent times 10⁶. */
  readonly share: (conditionId: string, wallet: string) => bigint;
  /** Earnings of a day (`YYYY-MM-DD`, UTC). */
  readonly earnings: (day: string) => readonly Earning[];
};

const MINUTE = 60_000;
const MINUTES_A_DAY = 1440n;
const CENT = 10_000n;
const KEEP_DAYS = 400;

/**
 * Runs the programmes of `bySlug`. Score of an order: `((v − s) / v)² · size`, v the maximum spread and s the
 * distance from the midpoint; each minute pays a day's rate divided by 1,440, by score.
 * Source: the liquidity rewards page; the two-sided bonus and in-game multipliers are left out.
 */
export function createRewards(
  engine: Engine,
  now: () => number,
  bySlug: Readonly<Record<string, RewardProgramme>>,
): Rewards {
  const days = new Map<string, Map<string, bigint>>();
  let lastMinute = Math.floor(now() / MINUTE);

  const programme = (market: MarketView): RewardProgramme | undefined => bySlug[market.slug];

  const score = (order: OrderView, terms: RewardProgramme): bigint => {
    if (order.status !== "LIVE") return 0n;
    const left = order.size - order.matched;
    const maxSpread = ((parseUnits(terms.maxSpread) ?? 0n) * CENT) / 1_000_000n;
    const middle = parseUnits(midpoint(engine, order.tokenId) ?? "0") ?? 0n;
    const price = parseUnits(order.price) ?? 0n;
    const distance = price > middle ? price - middle : middle - price;
    if (left < (parseUnits(terms.minSize) ?? 0n) || maxSpread === 0n || distance >= maxSpread) return 0n;
    return ((maxSpread - distance) ** 2n * left) / maxSpread ** 2n;
  };

  const scoresOf = (market: MarketView, terms: RewardProgramme): ReadonlyMap<Address, bigint> => {
    const sums = new Map<Address, bigint>();
    for (const order of engine.openOrders({ conditionId: market.conditionId })) {
      const points = score(order, terms);
      if (points > 0n) sums.set(order.maker, (sums.get(order.maker) ?? 0n) + points);
    }
    return sums;
  };

  /** Pays every minute that ended since the last sample by the scores of now. */
  const sample = (): void => {
    const minute = Math.floor(now() / MINUTE);
    const elapsed = BigInt(Math.max(0, minute - lastMinute));
    if (elapsed === 0n) return;
    const day = dayOf(minute * MINUTE);
    lastMinute = minute;
    for (const market of engine.markets()) {
      const terms = programme(market);
      if (terms === undefined || !market.acceptingOrders) continue;
      const scores = scoresOf(market, terms);
      const total = [...scores.values()].reduce((sum, points) => sum + points, 0n);
      const pool = ((parseUnits(terms.ratePerDay) ?? 0n) * elapsed) / MINUTES_A_DAY;
      for (const [wallet, points] of scores) {
        credit(day, `${market.conditionId}|${wallet}`, (pool * points) / total);
      }
    }
  };

  const credit = (day: string, slot: string, amount: bigint): void => {
    const book = days.get(day) ?? new Map<string, bigint>();
    book.set(slot, (book.get(slot) ?? 0n) + amount);
    days.set(day, book);
    if (days.size > KEEP_DAYS) days.delete(days.keys().next().value as string);
  };

  return {
    programme,
    observe: (event) => {
      if (event.type === "order") sample();
    },
    scores: (order) => {
      const market = engine.market(order.conditionId);
      const terms = market === undefined ? undefined : programme(market);
      return terms !== undefined && score(order, terms) > 0n;
    },
    share: (conditionId, wallet) => {
      const market = engine.market(conditionId);
      const terms = market === undefined ? undefined : programme(market);
      if (market === undefined || terms === undefined) return 0n;
      const scores = scoresOf(market, terms);
      const total = [...scores.values()].reduce((sum, points) => sum + points, 0n);
      const own = [...scores].find(([address]) => address.toLowerCase() === wallet.toLowerCase())?.[1] ?? 0n;
      return total === 0n ? 0n : (own * 100_000_000n) / total;
    },
    earnings: (day) => {
      sample();
      return [...(days.get(day) ?? [])].map(([slot, earned]) => {
        const [conditionId = "", wallet = ""] = slot.split("|");
        return { conditionId, wallet: wallet as Address, earned };
      });
    },
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
