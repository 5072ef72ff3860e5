import type { Core } from "./core.ts";
import type { Order } from "./order.ts";
import { hashNumber, type MadeFill, type Trade, type Transaction } from "./trade.ts";
import type { TradeStatus } from "./types.ts";

/** Moves a transaction one state on. */
export function settle(core: Core, number: string): void {
  const transaction = core.transactions.get(Number(number));
  if (transaction === undefined) return;
  const { plan, attempt } = transaction;
  const willRetry = attempt < plan.retries;
  const isMined = transaction.trades[0]?.status === "MINED";
  if (willRetry && (isMined || plan.retryFrom === "MATCHED")) {
    retry(core, transaction);
  } else if (isMined) {
    core.transactions.delete(transaction.number);
    advance(core, transaction, "CONFIRMED");
  } else if (!willRetry && plan.fails) {
    fail(core, transaction);
  } else {
    mine(core, transaction, willRetry);
  }
}

/** A transaction that the chain will undo is shown as mined; it pays when it is mined for good. */
function mine(core: Core, transaction: Transaction, undone: boolean): void {
  const { plan } = transaction;
  if (!undone) {
    for (const trade of transaction.trades) pay(core, trade);
    transaction.paid = true;
  }
  advance(core, transaction, "MINED");
  next(core, transaction, undone ? plan.retryAfterMs : plan.confirmedAfterMs);
}

function next(core: Core, transaction: Transaction, ms: number): void {
  core.scheduler.add(core.now + ms, "settle", String(transaction.number));
}

function retry(core: Core, transaction: Transaction): void {
  transaction.attempt++;
  advance(core, transaction, "RETRYING");
  next(core, transaction, transaction.plan.retryAfterMs);
}

/** Puts everything back: what was on its way stays where it was. */
function fail(core: Core, transaction: Transaction): void {
  for (const trade of transaction.trades) {
    for (const { order, amount } of outgoings(trade)) {
      order.pays.outgoing -= amount;
      if (order.side === "BUY") order.spender.committed -= amount;
    }
  }
  core.transactions.delete(transaction.number);
  advance(core, transaction, "FAILED");
}

function advance(core: Core, transaction: Transaction, status: TradeStatus): void {
  for (const trade of transaction.trades) {
    const previous = trade.status;
    trade.status = status;
    trade.lastUpdate = core.now;
    if (status === "MINED") trade.showsHash = true;
    if (core.watched) core.emit({ type: "trade", timestamp: core.now, trade: trade.view(), previous });
  }
  core.flush();
}

/** What each order of an unsettled trade has on its way, in base units of what it pays with. */
export function outgoings(trade: Trade): { readonly order: Order; readonly amount: number }[] {
  const { taker } = trade;
  const taken = taker.side === "BUY" ? trade.usd + trade.fee + trade.builderFee : trade.shares;
  const makers = trade.fills.map((fill) => ({
    order: fill.maker,
    amount: fill.maker.side === "BUY" ? fill.makerUsd + fill.makerFee : fill.shares,
  }));
  return [{ order: taker, amount: taken }, ...makers];
}

/** Moves what a trade promised, as the exchange contract does: normal, mint or merge, and the fees. */
function pay(core: Core, trade: Trade): void {
  const { taker, shares, usd, fee, builderFee } = trade;
  const fees = fee + builderFee;
  const at = core.now;
  if (taker.side === "BUY") {
    const out = usd + fees;
    taker.pays.outgoing -= out;
    taker.pays.balance -= out;
    taker.spender.committed -= out;
    taker.spender.spend(out);
    taker.gets.acquire(shares, usd, at);
    taker.gets.fees += fees;
  } else {
    taker.pays.outgoing -= shares;
    taker.pays.dispose(shares, usd, at);
    taker.pays.fees += fees;
    taker.gets.balance += usd - fees;
  }
  let earned = fees;
  for (const fill of trade.fills) {
    payMaker(core, fill);
    earned += fill.makerFee;
    if (fill.type === "MINT") lock(trade, fill.shares);
    if (fill.type === "MERGE") lock(trade, -fill.shares);
  }
  core.ledger.treasury.collateral.balance += earned;
  core.ledger.feesCollected += earned;
  tellActivity(core, trade);
}

function payMaker(core: Core, fill: MadeFill): void {
  const { maker, shares, makerUsd, makerFee } = fill;
  if (maker.side === "BUY") {
    const out = makerUsd + makerFee;
    maker.pays.outgoing -= out;
    maker.pays.balance -= out;
    maker.spender.committed -= out;
    maker.spender.spend(out);
    maker.gets.acquire(shares, makerUsd, core.now);
    maker.gets.fees += makerFee;
  } else {
    maker.pays.outgoing -= shares;
    maker.pays.dispose(shares, makerUsd, core.now);
    maker.pays.fees += makerFee;
    maker.gets.balance += makerUsd - makerFee;
  }
}

function lock(trade: Trade, pairs: number): void {
  const { market } = trade.taker;
  market.lock.locked += pairs;
  market.openInterest += pairs;
}

function tellActivity(core: Core, trade: Trade): void {
  const { taker } = trade;
  tellPart(core, trade, taker, trade.shares, trade.usd, trade.price);
  for (const fill of trade.fills) {
    tellPart(core, trade, fill.maker, fill.shares, fill.makerUsd, fill.maker.price);
  }
}

function tellPart(core: Core, trade: Trade, order: Order, size: number, usd: number, price: number): void {
  core.record({
    owner: order.maker.address,
    type: "TRADE",
    timestamp: trade.matchTime,
    market: order.market,
    outcome: order.outcome,
    side: order.side,
    size,
    usd,
    price,
    hash: hashNumber(trade.transaction.number, trade.transaction.attempt),
  });
}
