import type { Core } from "../core.ts";
import type { Account, Holding } from "../ledger.ts";
import type { Market } from "../market.ts";
import type { Order } from "../order.ts";
import type { Trade, Transaction } from "../trade.ts";
import {
  type AccountState,
  type HoldingState,
  type MarketRecord,
  type OrderRecord,
  SNAPSHOT_VERSION,
  type Snapshot,
  type TradeRecord,
} from "./format.ts";

/** Writes everything an engine knows. Callbacks of held orders are not kept: their answer has no one to go to. */
export function dump(core: Core): Snapshot {
  const { ledger } = core;
  const forgotten = new Set<Order>();
  const transactions = new Set<Transaction>(core.transactions.values());
  for (const trade of core.tradeLog) {
    transactions.add(trade.transaction);
    for (const order of [trade.taker, ...trade.fills.map((fill) => fill.maker)]) {
      if (core.orders.get(order.id) !== order) forgotten.add(order);
    }
  }
  return {
    version: SNAPSHOT_VERSION,
    seed: core.config.seed,
    now: core.now,
    mode: core.mode,
    modeUntil: core.modeUntil,
    settlement: core.settlement,
    special: core.special === undefined ? undefined : { ...core.special },
    sweeping: core.sweeping,
    counters: { ...core.counters },
    issued: ledger.issued,
    feesCollected: ledger.feesCollected,
    groups: core.groups.map((group) => ({ view: group.view, locked: group.lock.locked })),
    markets: core.groups.flatMap((group, index) =>
      group.markets.map((market) => marketRecord(market, index)),
    ),
    builders: [...core.builders],
    accounts: [...ledger.accounts.values()].map(accountState),
    orders: [...core.orders.values()].map(orderRecord),
    forgotten: [...forgotten].map(orderRecord),
    finished: core.finished.map((order) => order.id),
    live: [...core.live].map(([owner, orders]) => [owner, [...orders].map((order) => order.id)]),
    trades: core.tradeLog.map(tradeRecord),
    transactions: [...transactions].map((transaction) => ({
      number: transaction.number,
      plan: transaction.plan,
      attempt: transaction.attempt,
      paid: transaction.paid,
      pending: core.transactions.has(transaction.number),
    })),
    activity: core.activity.map((line) => ({ ...line, market: line.market?.conditionId })),
    heartbeats: [...core.heartbeats].map(([owner, state]) => [owner, { ...state }]),
    tasks: core.scheduler.dump(),
  };
}

function holdingState(holding: Holding): HoldingState {
  const { token, balance, reserved, outgoing, bought, boughtCost, cost, fees, realized, updatedAt } = holding;
  return { token, balance, reserved, outgoing, bought, boughtCost, cost, fees, realized, updatedAt };
}

function accountState(account: Account): AccountState {
  return {
    address: account.address,
    banned: account.banned,
    closedOnly: account.closedOnly,
    collateral: holdingState(account.collateral),
    tokens: [...account.tokens.values()].map(holdingState),
    spenders: [...account.spenders].map(([contract, spender]) => ({
      contract,
      allowance: spender.allowance.toString(),
      committed: spender.committed,
      tokens: spender.tokens,
    })),
  };
}

function marketRecord(market: Market, group: number): MarketRecord {
  const resting: string[] = [];
  for (const level of [...market.book.bids, ...market.book.asks]) {
    for (let order = level.first; order !== undefined; order = order.next) resting.push(order.id);
  }
  return {
    init: market.init,
    group,
    locked: market.init.negRisk ? undefined : market.lock.locked,
    tickSize: market.tickSize,
    state: market.state,
    payouts: market.payouts,
    resolvedAt: market.resolvedAt,
    lastPrice: market.lastPrice,
    lastFlipped: market.lastFlipped,
    lastSide: market.lastSide,
    lastTradeAt: market.lastTradeAt,
    volumeShares: market.volumeShares,
    volumeUsd: market.volumeUsd,
    openInterest: market.openInterest,
    updatedAt: market.updatedAt,
    resting,
  };
}

function orderRecord(order: Order): OrderRecord {
  return {
    id: order.id,
    owner: order.owner,
    maker: order.maker.address,
    signer: order.signer,
    signatureType: order.signatureType,
    market: order.market.conditionId,
    outcome: order.outcome,
    side: order.side,
    price: order.price,
    size: order.size,
    budget: order.budget,
    orderType: order.orderType,
    expiration: order.expiration,
    postOnly: order.postOnly,
    builder: order.builder,
    takerBps: order.takerBps,
    makerBps: order.makerBps,
    createdAt: order.createdAt,
    remaining: order.remaining,
    matched: order.matched,
    reserved: order.reserved,
    status: order.status,
    killedBy: order.killedBy,
    tradeIds: order.tradeIds,
    updatedAt: order.updatedAt,
  };
}

function tradeRecord(trade: Trade): TradeRecord {
  return {
    id: trade.id,
    number: trade.number,
    taker: trade.taker.id,
    price: trade.price,
    shares: trade.shares,
    usd: trade.usd,
    fee: trade.fee,
    builderFee: trade.builderFee,
    matchTime: trade.matchTime,
    lastUpdate: trade.lastUpdate,
    showsHash: trade.showsHash,
    status: trade.status,
    transaction: trade.transaction.number,
    fills: trade.fills.map((fill) => ({ ...fill, maker: fill.maker.id })),
  };
}
