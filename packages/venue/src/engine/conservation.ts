import type { Core } from "./core.ts";
import type { Holding, Spender } from "./ledger.ts";
import type { Order } from "./order.ts";
import { outgoings } from "./settlement.ts";
import type { ConservationReport } from "./types.ts";

/** Checks that nothing was made or lost, no balance is below zero, and promises equal open orders. */
export function checkConservation(core: Core): ConservationReport {
  const problems: string[] = [];
  const supply = new Map<number, number>();
  const owed = sumPromises(core);
  let collateral = 0;
  for (const account of core.ledger.accounts.values()) {
    collateral += account.collateral.balance;
    for (const holding of [account.collateral, ...account.tokens.values()]) {
      const name = `${account.address} ${holding.token < 0 ? "pUSD" : `token ${holding.token}`}`;
      if (holding.balance < 0 || holding.outgoing < 0 || holding.available < 0) {
        problems.push(
          `${name}: balance ${holding.balance}, reserved ${holding.reserved}, outgoing ${holding.outgoing}`,
        );
      }
      const reserved = owed.reserved.get(holding) ?? 0;
      const outgoing = owed.outgoing.get(holding) ?? 0;
      if (holding.reserved !== reserved || holding.outgoing !== outgoing) {
        problems.push(
          `${name}: reserved ${holding.reserved} for orders of ${reserved}, outgoing ${holding.outgoing} for trades of ${outgoing}`,
        );
      }
      if (holding.token >= 0) {
        supply.set(holding.token, (supply.get(holding.token) ?? 0) + holding.balance);
      }
    }
  }
  for (const account of core.ledger.accounts.values()) {
    for (const [contract, spender] of account.spenders) {
      const committed = owed.committed.get(spender) ?? 0;
      if (spender.committed === committed) continue;
      problems.push(`${account.address}: ${spender.committed} committed to ${contract} for ${committed}`);
    }
  }
  let locked = 0;
  for (const group of core.groups) locked += checkGroup(group, supply, problems);
  if (collateral + locked !== core.ledger.issued) {
    problems.push(`pUSD: ${collateral} held and ${locked} locked, ${core.ledger.issued} issued`);
  }
  return {
    ok: problems.length === 0,
    problems,
    collateral: BigInt(core.ledger.issued),
    locked: BigInt(locked),
  };
}

type Promises = {
  readonly reserved: Map<Holding, number>;
  readonly outgoing: Map<Holding, number>;
  readonly committed: Map<Spender, number>;
};

/** Adds up what open orders and unsettled trades promise. */
function sumPromises(core: Core): Promises {
  const sums: Promises = { reserved: new Map(), outgoing: new Map(), committed: new Map() };
  const add = <K>(map: Map<K, number>, key: K, amount: number) => map.set(key, (map.get(key) ?? 0) + amount);
  const promise = (map: Map<Holding, number>, order: Order, amount: number): void => {
    add(map, order.pays, amount);
    if (order.side === "BUY") add(sums.committed, order.spender, amount);
  };
  for (const orders of core.live.values()) {
    for (const order of orders) promise(sums.reserved, order, order.reserved);
  }
  for (const transaction of core.transactions.values()) {
    if (transaction.paid) continue;
    for (const trade of transaction.trades) {
      for (const { order, amount } of outgoings(trade)) promise(sums.outgoing, order, amount);
    }
  }
  return sums;
}

/** The collateral of an event pays every outcome that can still happen. */
function checkGroup(
  group: Core["groups"][number],
  supply: ReadonlyMap<number, number>,
  problems: string[],
): number {
  const held = (market: (typeof group.markets)[number], outcome: 0 | 1) =>
    supply.get(market.tokenNumber(outcome)) ?? 0;
  const resolved = group.markets.some((market) => market.payouts !== undefined);
  if (!group.view.negRisk) {
    let locked = 0;
    for (const market of group.markets) {
      locked += market.lock.locked;
      const [yes, no] = [held(market, 0), held(market, 1)];
      if (!resolved && (yes !== no || yes !== market.lock.locked)) {
        problems.push(`${market.init.slug}: ${yes} and ${no} shares, ${market.lock.locked} locked`);
      }
      if (market.lock.locked < 0) problems.push(`${market.init.slug}: ${market.lock.locked} locked`);
    }
    return locked;
  }
  const { locked } = group.lock;
  if (!resolved) {
    const noes = group.markets.reduce((sum, market) => sum + held(market, 1), 0);
    for (const market of group.markets) {
      const owed = held(market, 0) + noes - held(market, 1);
      if (owed !== locked) {
        problems.push(`${group.view.slug}: ${locked} locked, ${owed} owed if ${market.init.slug} wins`);
      }
    }
  }
  if (locked < 0) problems.push(`${group.view.slug}: ${locked} locked`);
  return locked;
}
