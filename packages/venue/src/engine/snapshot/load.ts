import { type OrderId, ValidationError } from "@pm/core-types";
import type { Core, Group } from "../core.ts";
import type { Holding } from "../ledger.ts";
import { Market } from "../market.ts";
import { register } from "../markets.ts";
import { keepTrade } from "../match.ts";
import { Order } from "../order.ts";
import { Trade, Transaction } from "../trade.ts";
import {
  type AccountState,
  type HoldingState,
  type MarketRecord,
  type OrderRecord,
  SNAPSHOT_VERSION,
  type Snapshot,
} from "./format.ts";

/**
 * Fills an empty engine with what `dump` wrote.
 *
 * @throws {ValidationError} for anything else, or another version of it.
 */
export function load(core: Core, input: unknown): void {
  const snapshot = input as Snapshot;
  if (typeof input !== "object" || input === null || snapshot.version !== SNAPSHOT_VERSION) {
    throw new ValidationError({
      message: `The snapshot is not of version ${SNAPSHOT_VERSION}.`,
      action: "Start without it, or use the release that wrote it.",
    });
  }
  if (snapshot.seed !== core.config.seed) {
    throw new ValidationError({
      message: `The snapshot is of seed ${snapshot.seed}, the engine of seed ${core.config.seed}.`,
      action: "Start with the seed of the snapshot, or without the snapshot.",
    });
  }
  core.now = snapshot.now;
  core.mode = snapshot.mode;
  core.modeUntil = snapshot.modeUntil;
  core.settlement = snapshot.settlement;
  core.special = snapshot.special === undefined ? undefined : { ...snapshot.special };
  core.sweeping = snapshot.sweeping;
  Object.assign(core.counters, snapshot.counters);
  core.ledger.issued = snapshot.issued;
  core.ledger.feesCollected = snapshot.feesCollected;
  for (const { view, locked } of snapshot.groups) core.groups.push({ view, markets: [], lock: { locked } });
  for (const record of snapshot.markets) loadMarket(core, record);
  for (const [builder, rates] of snapshot.builders) core.builders.set(builder as `0x${string}`, rates);
  for (const state of snapshot.accounts) loadAccount(core, state);
  loadOrders(core, snapshot);
  loadTrades(core, snapshot);
  for (const line of snapshot.activity) {
    core.activity.push({
      ...line,
      market: line.market === undefined ? undefined : core.markets.get(line.market),
    });
  }
  for (const [owner, state] of snapshot.heartbeats) core.heartbeats.set(owner, { ...state });
  core.scheduler.load(snapshot.tasks);
}

function loadMarket(core: Core, record: MarketRecord): void {
  const group = core.groups[record.group] as Group;
  const market = new Market(
    record.init,
    record.locked === undefined ? group.lock : { locked: record.locked },
  );
  market.setTick(record.tickSize);
  market.state = record.state;
  market.payouts = record.payouts;
  market.resolvedAt = record.resolvedAt;
  market.lastPrice = record.lastPrice;
  market.lastFlipped = record.lastFlipped;
  market.lastSide = record.lastSide;
  market.lastTradeAt = record.lastTradeAt;
  market.volumeShares = record.volumeShares;
  market.volumeUsd = record.volumeUsd;
  market.openInterest = record.openInterest;
  market.updatedAt = record.updatedAt;
  group.markets.push(market);
  register(core, market);
}

function loadHolding(holding: Holding, { token: _, ...state }: HoldingState): void {
  Object.assign(holding, state);
}

function loadAccount(core: Core, state: AccountState): void {
  const account = core.ledger.account(state.address);
  account.banned = state.banned;
  account.closedOnly = state.closedOnly;
  loadHolding(account.collateral, state.collateral);
  for (const holding of state.tokens) loadHolding(account.token(holding.token), holding);
  for (const { contract, allowance, committed, tokens } of state.spenders) {
    const spender = account.spender(contract);
    spender.setAllowance(BigInt(allowance));
    spender.committed = committed;
    spender.tokens = tokens;
  }
}

function loadOrder(core: Core, record: OrderRecord): Order {
  const market = core.markets.get(record.market) as Market;
  const order = new Order({ ...record, market, maker: core.ledger.account(record.maker) });
  order.remaining = record.remaining;
  order.matched = record.matched;
  order.reserved = record.reserved;
  order.status = record.status;
  order.killedBy = record.killedBy;
  order.tradeIds = [...record.tradeIds];
  order.updatedAt = record.updatedAt;
  return order;
}

function loadOrders(core: Core, snapshot: Snapshot): void {
  for (const record of snapshot.orders) core.orders.set(record.id, loadOrder(core, record));
  const known = (id: string): Order => core.orders.get(id as OrderId) as Order;
  for (const id of snapshot.finished) core.finished.push(known(id));
  for (const [owner, ids] of snapshot.live) core.live.set(owner, new Set(ids.map(known)));
  for (const { init, resting } of snapshot.markets) {
    const { book } = core.markets.get(init.conditionId) as Market;
    for (const id of resting) book.add(known(id));
  }
}

function loadTrades(core: Core, snapshot: Snapshot): void {
  const forgotten = new Map(snapshot.forgotten.map((record) => [record.id, loadOrder(core, record)]));
  const order = (id: string): Order => (forgotten.get(id as OrderId) ?? core.orders.get(id)) as Order;
  const transactions = new Map<number, Transaction>();
  for (const { number, plan, attempt, paid, pending } of snapshot.transactions) {
    const transaction = new Transaction(number, core.config.seed, plan);
    transaction.attempt = attempt;
    transaction.paid = paid;
    transactions.set(number, transaction);
    if (pending) core.transactions.set(number, transaction);
  }
  for (const record of snapshot.trades) {
    const transaction = transactions.get(record.transaction) as Transaction;
    const trade = new Trade({
      ...record,
      taker: order(record.taker),
      fills: record.fills.map((fill) => ({ ...fill, maker: order(fill.maker) })),
      transaction,
    });
    trade.status = record.status;
    trade.lastUpdate = record.lastUpdate;
    trade.showsHash = record.showsHash;
    transaction.trades.push(trade);
    keepTrade(core, trade);
  }
}
