import type { Core } from "./core.ts";
import { builderFee, platformFee } from "./fees.ts";
import { tradeUuid } from "./ids.ts";
import type { Order } from "./order.ts";
import { finish } from "./orders.ts";
import type { Fill, Plan } from "./plan.ts";
import { type MadeFill, Trade, Transaction } from "./trade.ts";
import { amountText, LOT, PRICE_ONE, priceText, timesPrice } from "./units.ts";

/** What a taker would pay in fees for a plan: platform and builder fee of each price level. */
export type LevelFees = { readonly platform: number; readonly builder: number };

/** One price level of a plan. */
export type Slice = {
  readonly price: number;
  readonly fills: readonly Fill[];
  readonly shares: number;
  readonly usd: number;
  readonly fees: LevelFees;
};

/** Cuts a plan into its price levels, each with its fees. Fees never exceed what a SELL gets. */
export function slices(core: Core, taker: Order, plan: Plan): Slice[] {
  const out: Slice[] = [];
  const rule = core.feeRules.get(taker.market);
  for (let from = 0; from < plan.fills.length; ) {
    const { level } = plan.fills[from]!;
    let to = from;
    let shares = 0;
    let usd = 0;
    for (; to < plan.fills.length && plan.fills[to]!.level === level; to++) {
      shares += plan.fills[to]!.shares;
      usd += plan.fills[to]!.takerUsd;
    }
    const price = taker.outcome === 0 ? level.price : PRICE_ONE - level.price;
    let platform = platformFee(rule, shares, price);
    let builder = builderFee(taker.takerBps, usd);
    if (taker.side === "SELL") {
      platform = Math.min(platform, usd);
      builder = Math.min(builder, usd - platform);
    }
    out.push({ price, fills: plan.fills.slice(from, to), shares, usd, fees: { platform, builder } });
    from = to;
  }
  return out;
}

/** What an open order promises: its shares, or its pUSD with the maker's builder fee. */
export function reserveFor(order: Order, remaining: number): number {
  if (order.side === "SELL") return remaining;
  const usd = timesPrice(remaining, order.price);
  return usd + builderFee(order.makerBps, usd);
}

/** Makes a plan happen: makers and taker lose what they gave, one trade a level, one transaction in all. */
export function execute(core: Core, taker: Order, cut: readonly Slice[]): Trade[] {
  const transaction = new Transaction(++core.counters.transaction, core.config.seed, nextPlan(core));
  for (const slice of cut) {
    const fills: MadeFill[] = [];
    for (const fill of slice.fills) fills.push(useMaker(core, fill));
    const { platform, builder } = slice.fees;
    const trade = new Trade({
      id: tradeUuid(core.config.seed, ++core.counters.trade),
      number: core.counters.trade,
      taker,
      price: slice.price,
      fills,
      shares: slice.shares,
      usd: slice.usd,
      fee: platform,
      builderFee: builder,
      matchTime: core.now,
      transaction,
    });
    transaction.trades.push(trade);
    const out = taker.side === "BUY" ? slice.usd + platform + builder : slice.shares;
    taker.pays.outgoing += out;
    if (taker.side === "BUY") taker.spender.committed += out;
    taker.matched += slice.shares;
    taker.tradeIds.push(trade.id);
    for (const fill of fills) fill.maker.tradeIds.push(trade.id);
    remember(core, trade);
  }
  core.transactions.set(transaction.number, transaction);
  core.scheduler.add(core.now + transaction.plan.minedAfterMs, "settle", String(transaction.number));
  tellMatch(core, taker, transaction);
  return transaction.trades;
}

/** Takes a fill out of its maker's order and off the book. */
function useMaker(core: Core, fill: Fill): MadeFill {
  const { maker, level } = fill;
  const isBuy = maker.side === "BUY";
  const makerFee = builderFee(maker.makerBps, fill.makerUsd);
  maker.remaining -= fill.used;
  maker.matched += fill.shares;
  level.change(-fill.used);
  core.touch(maker.isBid, level.price);
  const promised = reserveFor(maker, maker.remaining);
  const freed = maker.reserved - promised;
  maker.reserved = promised;
  maker.pays.reserved -= freed;
  const out = isBuy ? fill.makerUsd + makerFee : fill.shares;
  maker.pays.outgoing += out;
  if (isBuy) maker.spender.committed += out - freed;
  maker.updatedAt = core.now;
  return {
    maker,
    shares: fill.shares,
    used: fill.used,
    makerUsd: fill.makerUsd,
    takerUsd: fill.takerUsd,
    type: fill.type,
    makerFee: isBuy ? makerFee : Math.min(makerFee, fill.makerUsd),
  };
}

function nextPlan(core: Core): Transaction["plan"] {
  const { special } = core;
  if (special === undefined) return core.settlement;
  if (--special.times === 0) core.special = undefined;
  return special.plan;
}

function remember(core: Core, trade: Trade): void {
  const { tradeLog: log } = core;
  keepTrade(core, trade);
  const { historyLimit } = core.config;
  if (log.length <= historyLimit * 1.25) return;
  // Trades settle in about the order they match; one that does not keeps those behind it for a while.
  let gone = 0;
  while (gone < log.length - historyLimit && !core.transactions.has(log[gone]!.transaction.number)) gone++;
  for (const old of log.splice(0, gone)) core.trades.delete(old.id);
  for (const [party, own] of core.tradesOf) {
    const kept = own.filter((other) => core.trades.has(other.id));
    if (kept.length === 0) core.tradesOf.delete(party);
    else if (kept.length < own.length) core.tradesOf.set(party, kept);
  }
}

/** Makes a trade findable: by id, in order, by each party's key and address. */
export function keepTrade(core: Core, trade: Trade): void {
  core.trades.set(trade.id, trade);
  core.tradeLog.push(trade);
  keepFor(core, trade.taker.owner, trade);
  keepFor(core, trade.taker.maker.address, trade);
  for (const { maker } of trade.fills) {
    keepFor(core, maker.owner, trade);
    keepFor(core, maker.maker.address, trade);
  }
}

function keepFor(core: Core, party: string, trade: Trade): void {
  const own = core.tradesOf.get(party);
  if (own === undefined) core.tradesOf.set(party, [trade]);
  else if (own[own.length - 1] !== trade) own.push(trade);
}

/** Tells of the trades, ends makers that are used up, and moves the last price. */
function tellMatch(core: Core, taker: Order, transaction: Transaction): void {
  const { market } = taker;
  for (const trade of transaction.trades) {
    if (core.watched) {
      core.emit({ type: "trade", timestamp: core.now, trade: trade.view(), previous: undefined });
    }
    for (const { maker } of trade.fills) {
      if (maker.remaining < LOT) finish(core, maker, "MATCHED");
      core.orderEvent("UPDATE", maker);
    }
    market.volumeShares += trade.shares;
    market.volumeUsd += trade.usd;
    market.lastPrice = taker.outcome === 0 ? trade.price : PRICE_ONE - trade.price;
    market.lastFlipped = core.config.flipLastPrice && trade.fills.at(-1)?.maker.outcome !== taker.outcome;
    market.lastSide = taker.isBid ? "BUY" : "SELL";
    market.lastTradeAt = core.now;
  }
}

/** The market channel's last trade prices, after the book they belong to. */
export function tellLastTrades(core: Core, taker: Order, trades: readonly Trade[]): void {
  if (!core.watched) return;
  for (const trade of trades) {
    core.emit({
      type: "last_trade",
      timestamp: core.now,
      conditionId: taker.market.conditionId,
      tokenId: taker.market.outcomes[taker.outcome].tokenId,
      price: priceText(trade.price),
      size: amountText(trade.shares),
      side: taker.side,
      transactionHash: trade.transaction.hash,
    });
  }
}
