import { type Address, ValidationError } from "@pm/core-types";
import type { Core } from "./core.ts";
import { type Account, mulDiv } from "./ledger.ts";
import type { Market } from "./market.ts";
import type { Order } from "./order.ts";
import { cancelOrder } from "./orders.ts";
import { hashNumber } from "./trade.ts";
import type { Activity } from "./types.ts";
import { MAX_UINT256, MAX_UNITS } from "./units.ts";

/**
 * Base units as the engine counts them.
 *
 * @throws {ValidationError} for amounts below zero or beyond nine billion.
 */
export function units(amount: bigint, field: string): number {
  if (amount >= 0n && amount <= BigInt(MAX_UNITS)) return Number(amount);
  throw new ValidationError({
    message: `${field} must be from 0 to ${MAX_UNITS} base units, not ${amount}.`,
    context: { field, amount },
  });
}

/** Writes a line of an account's history. */
function note(
  core: Core,
  owner: Address,
  type: Activity["type"],
  market: Market | undefined,
  size: number,
  usd: number,
  outcome?: 0 | 1,
): void {
  core.record({
    owner,
    type,
    timestamp: core.now,
    market,
    outcome,
    side: undefined,
    size,
    usd,
    price: undefined,
    hash: hashNumber(++core.counters.transaction),
  });
}

/** Creates pUSD for an account. */
export function deposit(core: Core, owner: Address, amount: number): void {
  if (core.ledger.issued + amount > MAX_UNITS) {
    throw new ValidationError({
      message: `The venue holds at most ${MAX_UNITS} base units of pUSD.`,
      context: { owner, amount },
    });
  }
  core.ledger.issued += amount;
  core.ledger.account(owner).collateral.balance += amount;
  note(core, owner, "DEPOSIT", undefined, amount, amount);
}

/** Creates outcome tokens for an account: a pair is minted, the other half goes to the treasury. */
export function depositToken(
  core: Core,
  owner: Address,
  market: Market,
  outcome: 0 | 1,
  amount: number,
): void {
  const { ledger } = core;
  deposit(core, ledger.treasury.address, amount);
  ledger.treasury.collateral.balance -= amount;
  market.lock.locked += amount;
  market.openInterest += amount;
  ledger.account(owner).token(market.tokenNumber(outcome)).acquire(amount, 0, core.now);
  ledger.treasury.token(market.tokenNumber((1 - outcome) as 0 | 1)).acquire(amount, 0, core.now);
}

/** Takes pUSD out of the venue; false when it is not there. Open orders it no longer covers are cancelled. */
export function withdraw(core: Core, owner: Address, amount: number): boolean {
  const account = core.ledger.account(owner);
  if (account.collateral.unsettled < amount) return false;
  account.collateral.balance -= amount;
  core.ledger.issued -= amount;
  note(core, owner, "WITHDRAWAL", undefined, amount, amount);
  cover(core, account);
  return true;
}

/** Gives outcome tokens to the treasury; false when they are not there. */
export function withdrawToken(core: Core, owner: Address, number: number, amount: number): boolean {
  const account = core.ledger.account(owner);
  const holding = account.token(number);
  if (holding.unsettled < amount) return false;
  holding.dispose(amount, 0, core.now);
  core.ledger.treasury.token(number).acquire(amount, 0, core.now);
  cover(core, account);
  return true;
}

/** An account's open orders, newest first. */
function ownOrders(core: Core, account: Account): Order[] {
  const own: Order[] = [];
  for (const orders of core.live.values()) {
    for (const order of orders) if (order.maker === account) own.push(order);
  }
  return own.reverse().sort((a, b) => b.createdAt - a.createdAt);
}

/** Cancels open orders, newest first, until funds cover what is left. */
function cover(core: Core, account: Account): void {
  const short = [account.collateral, ...account.tokens.values()].some((holding) => holding.available < 0);
  if (!short) return;
  for (const order of ownOrders(core, account)) {
    if (order.pays.available < 0) cancelOrder(core, order, "INVALID");
  }
}

/** Cancels open orders, newest first, until a contract's allowance and approval cover what is left. */
export function coverAllowance(core: Core, account: Account, contract: Address): void {
  const spender = account.spender(contract);
  for (const order of ownOrders(core, account)) {
    if (order.spender !== spender) continue;
    const bought = order.side === "BUY";
    const short = spender.allowance !== MAX_UINT256 && spender.committed > spender.cap;
    if (bought ? short : !spender.tokens) cancelOrder(core, order, "INVALID");
  }
}

/** Bans an address: its open orders go. */
export function ban(core: Core, owner: Address, banned: boolean): void {
  const account = core.ledger.account(owner);
  account.banned = banned;
  if (!banned) return;
  for (const order of ownOrders(core, account)) cancelOrder(core, order, "INVALID");
}

/** 1 pUSD → one share of each outcome. */
export function split(core: Core, owner: Address, market: Market, amount: number): boolean {
  const account = core.ledger.account(owner);
  if (market.state === "resolved" || account.collateral.unsettled < amount) return false;
  account.collateral.balance -= amount;
  market.lock.locked += amount;
  market.openInterest += amount;
  const half = Math.floor(amount / 2);
  account.token(market.tokenNumber(0)).acquire(amount, half, core.now);
  account.token(market.tokenNumber(1)).acquire(amount, amount - half, core.now);
  note(core, owner, "SPLIT", market, amount, amount);
  cover(core, account);
  return true;
}

/** One share of each outcome → 1 pUSD. */
export function merge(core: Core, owner: Address, market: Market, amount: number): boolean {
  const account = core.ledger.account(owner);
  const first = account.token(market.tokenNumber(0));
  const second = account.token(market.tokenNumber(1));
  if (market.state === "resolved" || first.unsettled < amount || second.unsettled < amount) return false;
  const half = Math.floor(amount / 2);
  first.dispose(amount, half, core.now);
  second.dispose(amount, amount - half, core.now);
  account.collateral.balance += amount;
  market.lock.locked -= amount;
  market.openInterest -= amount;
  note(core, owner, "MERGE", market, amount, amount);
  cover(core, account);
  return true;
}

/** Shares of a resolved market → what they pay. Shares on their way elsewhere stay. Base units of pUSD paid. */
export function redeem(core: Core, owner: Address, market: Market): number {
  const { payouts } = market;
  if (payouts === undefined) return 0;
  const account = core.ledger.account(owner);
  let paid = 0;
  for (const outcome of [0, 1] as const) {
    const holding = account.tokens.get(market.tokenNumber(outcome));
    const size = holding?.unsettled ?? 0;
    if (holding === undefined || size <= 0) continue;
    const proceeds = mulDiv(size, payouts[outcome], 1_000_000);
    holding.dispose(size, proceeds, core.now);
    account.collateral.balance += proceeds;
    market.lock.locked -= proceeds;
    paid += proceeds;
    note(core, owner, "REDEEM", market, size, proceeds, outcome);
  }
  return paid;
}

/**
 * Neg-risk conversion: NO of each of m markets → YES of the others and (m − 1) pUSD a share. What the NO shares cost
 * and the pUSD did not pay back is the cost of the YES shares, in equal parts.
 */
export function convert(
  core: Core,
  owner: Address,
  groupId: string,
  indexSet: bigint,
  amount: number,
): boolean {
  const group = core.groups.find((other) => other.view.negRiskMarketId === groupId);
  if (group === undefined || amount === 0) return false;
  const { markets } = group;
  if (indexSet <= 0n || indexSet >= 1n << BigInt(markets.length)) return false;
  const account = core.ledger.account(owner);
  const chosen = markets.filter((_, index) => (indexSet >> BigInt(index)) & 1n);
  const others = markets.filter((market) => !chosen.includes(market));
  const no = chosen.map((market) => account.token(market.tokenNumber(1)));
  if (markets.some((market) => market.state === "resolved")) return false;
  if (no.some((holding) => holding.unsettled < amount)) return false;
  const paid = (chosen.length - 1) * amount;
  let basis = 0;
  for (const holding of no) {
    const cost = holding.balance === amount ? holding.cost : mulDiv(holding.cost, amount, holding.balance);
    basis += cost;
    holding.dispose(amount, cost, core.now);
  }
  account.collateral.balance += paid;
  group.lock.locked -= paid;
  const each = others.length === 0 ? 0 : Math.floor(Math.max(0, basis - paid) / others.length);
  for (const market of others) account.token(market.tokenNumber(0)).acquire(amount, each, core.now);
  note(core, owner, "CONVERSION", chosen[0], amount, paid);
  cover(core, account);
  return true;
}
