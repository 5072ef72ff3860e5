import type { Order } from "@pm/clob";
import type { LedgerDump } from "@pm/venue";

/** What one wallet's job believes in the end. */
export type Belief = {
  readonly wallet: string;
  /** Whose funds were traded. */
  readonly funder: string;
  /** Orders the job meant to place. */
  readonly intents: number;
  /** Every order id that a key ever named, over all lives of the process. */
  readonly idsByKey: ReadonlyMap<string, ReadonlySet<string>>;
  /** The last handle of each key. */
  readonly orders: readonly Order[];
};

/** Compares what a wallet believes with the venue's own ledger. Every sentence is something that must never happen. */
export function judge(belief: Belief, ledger: LedgerDump): readonly string[] {
  const { wallet, orders } = belief;
  const atVenue = ledger.orders.filter((order) => sameAddress(order.maker, belief.funder));
  const found: string[] = [];
  const complain = (text: string) => found.push(`${wallet}: ${text}`);

  for (const [key, ids] of belief.idsByKey) {
    // A refusal of the moment frees its key; what may never be is that the venue holds two orders for one.
    const held = atVenue.filter((order) => ids.has(order.id));
    if (held.length > 1) complain(`the venue holds ${held.length} orders for key ${key}`);
  }
  if (atVenue.length > belief.intents) complain(`${atVenue.length} orders for ${belief.intents} intents`);

  const accepted = new Set(
    orders.filter((order) => order.outcome === "accepted").map((order) => order.id as string),
  );
  for (const order of atVenue) {
    // An immediate order that met nobody is refused, and yet the venue keeps a record of it.
    const killed = order.status === "CANCELED" && order.matched === "0" && order.orderType !== "GTC";
    if (!accepted.has(order.id) && !killed) complain(`the venue has ${order.id}, which nobody here knows`);
    const known = orders.find((each) => each.id === order.id);
    if (known !== undefined && known.state.matched.toFixed() !== order.matched) {
      complain(`${order.id} matched ${order.matched} at the venue, ${known.state.matched.toFixed()} here`);
    }
  }
  for (const order of orders) {
    if (order.outcome === "accepted" && !atVenue.some((each) => each.id === order.id)) {
      complain(`${order.id} was called accepted, but the venue has no such order`);
    }
    if (order.outcome === "rejected" && order.error?.name === "InsufficientBalanceError") {
      complain(`${order.id} was sent without the funds for it`);
    }
    if (order.state.settled && order.outcome === "accepted") {
      const failed = ledger.trades.filter((trade) => trade.status === "FAILED" && involves(trade, order.id));
      const rolledBack = order.state.fills.filter((fill) => fill.status === "FAILED");
      if (failed.length !== rolledBack.length) {
        complain(
          `${order.id}: ${failed.length} trades failed at the venue, ${rolledBack.length} were rolled back here`,
        );
      }
    }
  }
  const balance = ledger.balances.find((each) => sameAddress(each.address, belief.funder));
  if (balance?.collateral.startsWith("-") === true) complain("is overdrawn");
  return found;
}

function involves(trade: LedgerDump["trades"][number], id: string): boolean {
  return trade.takerOrderId === id || trade.makers.some((maker) => maker.orderId === id);
}

function sameAddress(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
