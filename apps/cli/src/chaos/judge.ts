import type { Order } from "@pm/clob";
import type { DumpedTrade, LedgerDump } from "@pm/venue";
import type { KeptIntent } from "./disk.ts";

/** What the funds of a wallet come to in the end, once nothing is open any more. Decimal strings of pUSD. */
export type FundsBelief = { readonly balance: string; readonly reserved: string; readonly unsettled: string };

/** What one wallet's job believes in the end. */
export type Belief = {
  readonly wallet: string;
  /** Whose funds were traded. */
  readonly funder: string;
  /** Every order this wallet has a handle of. */
  readonly orders: readonly Order[];
  /** Known only when every order is settled. */
  readonly funds: FundsBelief | undefined;
};

/** What the disk was asked to keep, over all lives. */
export type Kept = {
  readonly intents: ReadonlyMap<string, KeptIntent>;
  readonly closed: ReadonlySet<string>;
};

/** Compares what a wallet believes with the venue's own ledger. Every sentence is something that must never happen. */
export function judge(belief: Belief, kept: Kept, ledger: LedgerDump): readonly string[] {
  const found = [
    ...judgeIntents(belief, kept, ledger),
    ...judgeFills(belief, kept, ledger),
    ...judgeFunds(belief, ledger),
  ];
  return found.map((text) => `${belief.wallet}: ${text}`);
}

function atVenueOf({ funder }: Belief, ledger: LedgerDump): LedgerDump["orders"] {
  return ledger.orders.filter((order) => sameAddress(order.maker, funder));
}

/** Same intent, same key, any crash, any fault: never two orders; and nothing is sent that was not kept first. */
function* judgeIntents(belief: Belief, { intents }: Kept, ledger: LedgerDump): Generator<string> {
  const byKey = new Map<string, string[]>();
  for (const { id } of atVenueOf(belief, ledger)) {
    const intent = intents.get(id);
    if (intent === undefined) yield `${id} was sent, but nobody was asked to keep it first`;
    else if (intent.refused) yield `${id} was sent although the journal refused it`;
    const key = intent?.key ?? id;
    byKey.set(key, [...(byKey.get(key) ?? []), id]);
  }
  for (const [key, ids] of byKey) {
    if (ids.length > 1) yield `the venue holds ${ids.length} orders for key ${key}`;
  }
}

/** No fill is lost or counted twice, and nobody believes in an order that is not there. */
function* judgeFills(belief: Belief, { closed }: Kept, ledger: LedgerDump): Generator<string> {
  const atVenue = atVenueOf(belief, ledger);
  const known = new Map<string, Order>(belief.orders.map((order) => [order.id, order]));
  for (const order of atVenue) {
    const mine = known.get(order.id);
    // An immediate order that met nobody is refused, and yet the venue keeps a record of it.
    const killed = order.status === "CANCELED" && order.matched === "0";
    if (mine?.outcome !== "accepted" && !killed && !(mine === undefined && closed.has(order.id))) {
      yield `the venue has ${order.id}, which is ${mine?.outcome ?? "known to nobody"} here`;
    }
    if (mine !== undefined && mine.state.matched.toFixed() !== order.matched) {
      yield `${order.id} matched ${order.matched} at the venue, ${mine.state.matched.toFixed()} here`;
    }
  }
  for (const order of belief.orders) {
    if (order.outcome !== "accepted") continue;
    if (!atVenue.some((each) => each.id === order.id)) {
      yield `${order.id} was called accepted, but the venue has no such order`;
    }
    if (!order.state.settled) continue;
    const theirs = ledger.trades.flatMap((trade) => {
      const size = partOf(trade, order.id);
      return size === undefined ? [] : [`${trade.id} ${size} ${trade.status}`];
    });
    const ours = order.state.fills.map((fill) => `${fill.tradeId} ${shares(fill.size)} ${fill.status}`);
    if (theirs.sort().join() !== ours.sort().join()) {
      yield `${order.id} was filled by ${theirs.join(" and ") || "nobody"} at the venue, by ${ours.join(" and ") || "nobody"} here`;
    }
  }
}

/** What open orders may spend never exceeds the funds, and everything held is released exactly once. */
function* judgeFunds(belief: Belief, ledger: LedgerDump): Generator<string> {
  for (const order of belief.orders) {
    if (order.outcome === "rejected" && order.error?.name === "InsufficientBalanceError") {
      yield `${order.id} was sent without the funds for it`;
    }
  }
  const balance = ledger.balances.find((each) => sameAddress(each.address, belief.funder));
  if (balance?.collateral.startsWith("-") === true) yield "it is overdrawn";
  if (belief.funds === undefined) return;
  const { reserved, unsettled } = belief.funds;
  if (reserved !== "0") yield `${reserved} pUSD are still held, but no order is open`;
  if (unsettled !== "0") yield `${unsettled} pUSD are still called unsettled, but every fill is settled`;
  if (belief.funds.balance !== (balance?.collateral ?? "0")) {
    yield `it has ${balance?.collateral ?? "0"} pUSD at the venue, ${belief.funds.balance} here`;
  }
}

/** The shares of a trade that were this order's; undefined when it took no part. */
function partOf(trade: DumpedTrade, id: string): string | undefined {
  if (trade.takerOrderId === id) return trade.size;
  return trade.makers.find((maker) => maker.orderId === id)?.size;
}

/** Base units as the ledger writes shares. */
function shares(units: bigint): string {
  const text = units.toString().padStart(7, "0");
  return `${text.slice(0, -6)}.${text.slice(-6)}`.replace(/\.?0+$/, "");
}

function sameAddress(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
