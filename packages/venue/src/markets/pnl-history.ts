import type { Address } from "@pm/core-types";
import type { Engine, EngineEvent, TradeView } from "../engine/index.ts";
import { displayPrice } from "../wire/prices.ts";

/** Profit and volume of a wallet at one moment; amounts in base units. */
export type PnlPoint = {
  /** Unix milliseconds. */
  readonly at: number;
  readonly realized: bigint;
  readonly unrealized: bigint;
  readonly fees: bigint;
  readonly shares: bigint;
  readonly usd: bigint;
  readonly trades: number;
};

/** Profit of every wallet by the hour. */
export type PnlHistory = {
  readonly observe: (event: EngineEvent) => void;
  /** Hours in which the wallet traded, oldest first, and now. */
  readonly read: (wallet: Address) => readonly PnlPoint[];
  readonly now: (wallet: Address) => PnlPoint;
  /** The last point at or before a moment; undefined when the wallet had not traded yet. */
  readonly at: (wallet: Address, ms: number) => PnlPoint | undefined;
  /** Wallets that ever traded. */
  readonly wallets: () => readonly Address[];
};

type Counter = { shares: bigint; usd: bigint; trades: number };

const HOUR = 3_600_000;
const KEEP = 2_000;

/** Keeps one point per wallet and hour of trading; `now` is Unix milliseconds. */
export function createPnlHistory(engine: Engine, now: () => number): PnlHistory {
  const points = new Map<Address, PnlPoint[]>();
  const counters = new Map<Address, Counter>();
  const dirty = new Set<Address>();
  let hour = 0;

  const counter = (wallet: Address): Counter => {
    let found = counters.get(wallet);
    if (found === undefined) {
      found = { shares: 0n, usd: 0n, trades: 0 };
      counters.set(wallet, found);
    }
    return found;
  };

  const count = (wallet: Address, shares: bigint, usd: bigint): void => {
    const own = counter(wallet);
    own.shares += shares;
    own.usd += usd;
    own.trades += 1;
    dirty.add(wallet);
  };

  const current = (wallet: Address, at: number): PnlPoint => {
    const positions = engine.positions(wallet);
    const sum = (pick: (index: number) => bigint): bigint =>
      positions.reduce((total, _, index) => total + pick(index), 0n);
    const { shares, usd, trades } = counters.get(wallet) ?? { shares: 0n, usd: 0n, trades: 0 };
    return {
      at,
      realized: sum((index) => positions[index]?.realizedPnl ?? 0n),
      fees: sum((index) => positions[index]?.fees ?? 0n),
      unrealized: sum((index) => {
        const one = positions[index];
        if (one === undefined || one.size === 0n) return 0n;
        return (one.size * displayPrice(engine, one.tokenId)) / 1_000_000n - one.cost;
      }),
      shares,
      usd,
      trades,
    };
  };

  const flush = (): void => {
    for (const wallet of dirty) {
      const list = points.get(wallet) ?? [];
      if (list.length >= KEEP) list.splice(0, KEEP / 10);
      list.push(current(wallet, (hour + 1) * HOUR - 1));
      points.set(wallet, list);
    }
    dirty.clear();
  };

  const onTrade = (trade: TradeView): void => {
    count(trade.takerAddress, trade.size, trade.usd);
    for (const maker of trade.makers) count(maker.address, maker.amount, maker.usd);
  };

  return {
    observe: (event) => {
      if (event.type !== "trade") return;
      const at = Math.floor(event.timestamp / HOUR);
      if (at !== hour) {
        flush();
        hour = at;
      }
      if (event.previous === undefined) onTrade(event.trade);
      else dirty.add(event.trade.takerAddress);
    },
    read: (wallet) => [...(points.get(wallet) ?? []), current(wallet, now())],
    now: (wallet) => current(wallet, now()),
    at: (wallet, ms) => points.get(wallet)?.findLast((point) => point.at <= ms),
    wallets: () => [...counters.keys()],
  };
}
