import {
  type Address,
  type ApiKey,
  address,
  type OrderId,
  type Side,
  toBaseUnits,
  ValidationError,
} from "@pm/core-types";
import { deposit } from "./accounts.ts";
import type { Core, TokenPlace } from "./core.ts";
import { mirrorOrder } from "./ids.ts";
import type { Account } from "./ledger.ts";
import type { Market } from "./market.ts";
import { reserveFor } from "./match.ts";
import { Order } from "./order.ts";
import { finish, process } from "./orders.ts";
import type { BookLevelView } from "./types.ts";
import { MAX_UINT256, MAX_UNITS, PRICE_ONE, timesPrice } from "./units.ts";

/** Who owns depth that is copied from another exchange. */
const MIRROR: Address = address("0x000000000000000000000000000000000031770a");
const MIRROR_KEY = "00000000-0000-4000-8000-00000031770a" as ApiKey;
const NO_BUILDER = `0x${"0".repeat(64)}` as const;
/** pUSD the mirror gets at a time, base units; it never runs out. */
const PURSE = 10_000_000_000_000;

type Depth = { readonly isBid: boolean; readonly price: number };

/**
 * Others' depth at one level: what comes new queues behind everybody, what goes leaves from behind first, so that
 * nobody's place in the queue gets better than it can have been. Sizes are absolute, in shares.
 *
 * @throws {ValidationError} for a price off the 0.0001 grid or a size that is no amount.
 */
export function mirrorDepth(core: Core, place: TokenPlace, side: Side, price: string, size: string): void {
  setDepth(core, place.market, depthOf(place, side, price), sizeOf(size));
}

/** A whole book of others: levels that it does not name are gone. */
export function mirrorBook(
  core: Core,
  place: TokenPlace,
  book: { readonly bids: readonly BookLevelView[]; readonly asks: readonly BookLevelView[] },
): void {
  const { market } = place;
  const wanted = new Map<string, { readonly at: Depth; readonly size: number }>();
  for (const [side, levels] of [
    ["BUY", book.bids],
    ["SELL", book.asks],
  ] as const) {
    for (const level of levels) {
      const at = depthOf(place, side, level.price);
      wanted.set(`${at.isBid} ${at.price}`, { at, size: sizeOf(level.size) });
    }
  }
  for (const isBid of [true, false]) {
    for (const { price } of [...(isBid ? market.book.bids : market.book.asks)]) {
      if (!wanted.has(`${isBid} ${price}`)) setDepth(core, market, { isBid, price }, 0);
    }
  }
  for (const { at, size } of wanted.values()) setDepth(core, market, at, size);
}

/** A trade of others: it takes what is first in the queue, own orders included. */
export function mirrorTrade(core: Core, place: TokenPlace, side: Side, price: string, size: string): void {
  const { isBid, price: level } = depthOf(place, side, price);
  const taker = makeOrder(core, place.market, { isBid, price: level }, sizeOf(size), "FAK");
  if (taker === undefined) return;
  process(core, taker, true);
  core.flush();
}

function depthOf(place: TokenPlace, side: Side, price: string): Depth {
  const scaled = toBaseUnits(price, "price");
  const own = Number(scaled / 100n);
  if (scaled % 100n !== 0n || own <= 0 || own >= PRICE_ONE) {
    throw new ValidationError({
      message: `A mirrored price must be a multiple of 0.0001 between 0 and 1, not ${price}.`,
      context: { price },
    });
  }
  const first = place.outcome === 0;
  return { isBid: (side === "BUY") === first, price: first ? own : PRICE_ONE - own };
}

function sizeOf(size: string): number {
  const units = toBaseUnits(size, "size");
  if (units >= 0n && units <= BigInt(MAX_UNITS)) return Number(units);
  throw new ValidationError({ message: `A mirrored size must not be negative: ${size}.`, context: { size } });
}

function setDepth(core: Core, market: Market, at: Depth, target: number): void {
  const own = mirrored(market, at);
  let have = 0;
  for (const order of own) have += order.remaining;
  if (have > target) shrink(core, market, own, have - target);
  else if (have < target) grow(core, market, at, target - have);
  core.flush();
}

/** The mirror's orders at a level, first in the queue first. */
function mirrored(market: Market, { isBid, price }: Depth): Order[] {
  const level = (isBid ? market.book.bids : market.book.asks).find((other) => other.price === price);
  const own: Order[] = [];
  for (let order = level?.first; order !== undefined; order = order.next) {
    if (order.owner === MIRROR_KEY) own.push(order);
  }
  return own;
}

function shrink(core: Core, market: Market, own: readonly Order[], by: number): void {
  let left = by;
  for (const order of [...own].reverse()) {
    if (left === 0) break;
    const less = Math.min(left, order.remaining);
    left -= less;
    if (less === order.remaining) {
      finish(core, order, "CANCELED");
      continue;
    }
    order.remaining -= less;
    order.level?.change(-less);
    core.touch(order.isBid, order.bookPrice);
    order.release();
    order.reserve(reserveFor(order, order.remaining));
  }
  core.bookChanged(market, 0, "cancellation");
}

/** New depth takes what users offer at its price or better; others' depth that it would meet is gone already. */
function grow(core: Core, market: Market, at: Depth, by: number): void {
  for (const level of [...(at.isBid ? market.book.asks : market.book.bids)]) {
    const meets = at.isBid ? level.price <= at.price : level.price >= at.price;
    if (meets) setDepth(core, market, { isBid: !at.isBid, price: level.price }, 0);
  }
  const order = makeOrder(core, market, at, by, "GTC");
  if (order !== undefined) process(core, order, true);
}

/** The mirror always buys: outcome 0 to bid, its complement to ask. So it needs nothing but pUSD. */
function makeOrder(
  core: Core,
  market: Market,
  at: Depth,
  size: number,
  orderType: "GTC" | "FAK",
): Order | undefined {
  if (size === 0 || market.state !== "open") return undefined;
  const price = at.isBid ? at.price : PRICE_ONE - at.price;
  const maker = mirrorAccount(core, market, 2 * timesPrice(size, price));
  return new Order({
    id: mirrorOrder(core.config.seed, ++core.counters.mirror) as OrderId,
    owner: MIRROR_KEY,
    maker,
    signer: MIRROR,
    signatureType: 0,
    market,
    outcome: at.isBid ? 0 : 1,
    side: "BUY",
    price,
    size,
    budget: 0,
    orderType,
    expiration: 0,
    postOnly: false,
    builder: NO_BUILDER,
    takerBps: 0,
    makerBps: 0,
    createdAt: core.now,
  });
}

/** The mirror's account with at least `need` to spend, fees included. */
function mirrorAccount(core: Core, market: Market, need: number): Account {
  const account = core.ledger.account(MIRROR);
  if (account.collateral.available < need) deposit(core, MIRROR, need + PURSE);
  account.spender(market.exchange).setAllowance(MAX_UINT256);
  return account;
}
