import type { ApiKey, OrderId } from "@pm/core-types";
import type { Core } from "./core.ts";
import { adjustTick } from "./markets.ts";
import { execute, reserveFor, type Slice, slices, tellLastTrades } from "./match.ts";
import type { Order } from "./order.ts";
import { planMatch } from "./plan.ts";
import type { Refusal } from "./rules.ts";
import { CANCEL_TEXTS, TEXTS } from "./texts.ts";
import type { Trade } from "./trade.ts";
import type { Accepted, CancelResult, OrderStatus } from "./types.ts";
import { MAX_UINT256 } from "./units.ts";

/** Ends an order: off the book, promises taken back, kept as history. */
export function finish(core: Core, order: Order, status: OrderStatus): void {
  if (order.level !== undefined) {
    core.touch(order.isBid, order.bookPrice);
    order.market.book.remove(order);
  }
  order.release();
  order.status = status;
  order.updatedAt = core.now;
  const own = core.live.get(order.owner);
  if (own !== undefined) {
    own.delete(order);
    if (own.size === 0) core.live.delete(order.owner);
  }
  retire(core, order);
}

/** Keeps a finished order for a while: it can be read, and its hash stays a duplicate. */
function retire(core: Core, order: Order): void {
  core.finished.push(order);
  const { historyLimit } = core.config;
  if (core.finished.length <= historyLimit * 1.25) return;
  for (const old of core.finished.splice(0, core.finished.length - historyLimit)) core.orders.delete(old.id);
}

/** Makes an order known and open; it may not rest yet. */
export function open(core: Core, order: Order): void {
  core.orders.set(order.id, order);
  let own = core.live.get(order.owner);
  if (own === undefined) {
    own = new Set();
    core.live.set(order.owner, own);
  }
  own.add(order);
}

/** Can the account pay `amount` of what the order pays with, beyond what it has promised? */
export function affords(order: Order, amount: number): boolean {
  if (order.pays.available < amount) return false;
  if (order.side === "SELL") return order.spender.tokens;
  return order.spender.allowance === MAX_UINT256 || order.spender.cap - order.spender.committed >= amount;
}

/** Kills an order that never rested, with the reason as the user channel shows it. */
function kill(core: Core, order: Order, refusal: Refusal): Refusal {
  order.killedBy = refusal.text;
  finish(core, order, "CANCELED");
  core.orderEvent("CANCELLATION", order);
  return refusal;
}

/**
 * Matches an order that passed every check before matching, and rests what is left of it. `fresh` orders are not yet
 * known; others come out of a delay.
 */
export function process(core: Core, order: Order, fresh: boolean): Accepted | Refusal {
  const plan = planMatch(order);
  if (order.orderType === "FOK" && !plan.complete) {
    if (fresh) open(core, order);
    return kill(core, order, { code: "fok_not_filled", text: TEXTS.fok });
  }
  if (order.orderType === "FAK" && plan.fills.length === 0) {
    if (fresh) open(core, order);
    return kill(core, order, { code: "fak_not_filled", text: TEXTS.fak });
  }
  const rests = !plan.complete && (order.orderType === "GTC" || order.orderType === "GTD");
  const cut = plan.fills.length === 0 ? [] : slices(core, order, plan);
  const rest = rests ? reserveFor(order, plan.left) : 0;
  if (!affords(order, rest + cost(order, cut))) return { code: "balance_allowance", text: TEXTS.balance };
  if (fresh) {
    open(core, order);
    core.orderEvent("PLACEMENT", order);
  } else if (plan.fills.length === 0) {
    core.orderEvent("UPDATE", order);
  }
  let trades: readonly Trade[] = [];
  if (cut.length > 0) {
    trades = execute(core, order, cut);
    order.remaining = Math.max(0, plan.left);
    order.updatedAt = core.now;
  }
  if (rests) {
    order.reserve(rest);
    order.market.book.add(order);
    core.touch(order.isBid, order.bookPrice);
  } else {
    finish(core, order, "MATCHED");
  }
  if (cut.length > 0) core.orderEvent("UPDATE", order);
  core.bookChanged(order.market, order.outcome, cut.length > 0 ? "match" : "placement");
  tellLastTrades(core, order, trades);
  adjustTick(core, order.market);
  return accepted(order, trades);
}

/** What the taker's part of a match takes from its account. */
function cost(order: Order, cut: readonly Slice[]): number {
  let sum = 0;
  for (const slice of cut) {
    sum += order.side === "BUY" ? slice.usd + slice.fees.platform + slice.fees.builder : slice.shares;
  }
  return sum;
}

function accepted(order: Order, trades: readonly Trade[]): Accepted {
  let shares = 0;
  let usd = 0;
  for (const trade of trades) {
    shares += trade.shares;
    usd += trade.usd;
  }
  const isBuy = order.side === "BUY";
  const first = trades[0];
  return {
    success: true,
    orderId: order.id,
    status: trades.length > 0 ? "matched" : "live",
    making: BigInt(isBuy ? usd : shares),
    taking: BigInt(isBuy ? shares : usd),
    tradeIds: trades.map((trade) => trade.id),
    transactionHashes: first?.showsHash === true ? [first.transaction.hash] : [],
  };
}

/** Takes an open order off, and tells. */
export function cancelOrder(core: Core, order: Order, status: OrderStatus): void {
  finish(core, order, status);
  core.orderEvent("CANCELLATION", order);
  core.bookChanged(order.market, order.outcome, "cancellation");
  core.flush();
}

/** Why an order cannot be cancelled by `owner`; undefined when it can. Orders in a delay cannot. */
function obstacle(order: Order | undefined, owner: ApiKey): string | undefined {
  if (order === undefined || order.owner !== owner) return CANCEL_TEXTS.notFound;
  if (order.status === "MATCHED") return CANCEL_TEXTS.matched;
  return order.level === undefined ? CANCEL_TEXTS.notFound : undefined;
}

/** Cancels by id; duplicates in the list count once. */
export function cancelIds(core: Core, owner: ApiKey, ids: readonly string[]): CancelResult {
  const canceled: OrderId[] = [];
  const notCanceled: Record<string, string> = {};
  for (const id of ids.length === 1 ? ids : new Set(ids)) {
    const order = core.orders.get(id);
    const reason = obstacle(order, owner);
    if (reason !== undefined) {
      notCanceled[id] = reason;
    } else if (order !== undefined) {
      cancelOrder(core, order, "CANCELED");
      canceled.push(order.id);
    }
  }
  return { canceled, notCanceled };
}

/** Cancels every resting order of a key that `wanted` accepts. */
export function cancelWhere(core: Core, owner: ApiKey, wanted: (order: Order) => boolean): CancelResult {
  const canceled: OrderId[] = [];
  for (const order of [...(core.live.get(owner) ?? [])]) {
    if (order.level === undefined || !wanted(order)) continue;
    cancelOrder(core, order, "CANCELED");
    canceled.push(order.id);
  }
  return { canceled, notCanceled: {} };
}
