import type { Address } from "@pm/core-types";
import type { Core, HistoryLine } from "./core.ts";
import { transactionHash } from "./ids.ts";
import type { Holding } from "./ledger.ts";
import type { Order } from "./order.ts";
import type { Trade } from "./trade.ts";
import type {
  Activity,
  BalanceAllowance,
  LedgerView,
  OrderFilter,
  OrderView,
  PositionView,
  TradeFilter,
  TradeView,
} from "./types.ts";
import { MAX_UINT256, priceText } from "./units.ts";

/** Balance of an asset, and what each exchange may move of it. */
export function balanceAllowance(core: Core, owner: Address, token: string | undefined): BalanceAllowance {
  const account = core.ledger.accounts.get(owner);
  const place = token === undefined ? undefined : core.tokens.get(token);
  const holding =
    token === undefined
      ? account?.collateral
      : place && account?.tokens.get(place.market.tokenNumber(place.outcome));
  const allowances: Record<string, bigint> = {};
  const { exchangeV2, negRiskExchangeV2, exchangeV3 } = core.contracts;
  for (const contract of [exchangeV2, negRiskExchangeV2, exchangeV3]) {
    const spender = account?.spenders.get(contract);
    allowances[contract] =
      token === undefined ? (spender?.allowance ?? 0n) : spender?.tokens === true ? MAX_UINT256 : 0n;
  }
  return { balance: BigInt(holding?.balance ?? 0), allowances };
}

function positionView(core: Core, holding: Holding): PositionView {
  const { market, outcome } = core.tokenByNumber.get(holding.token)!;
  const named = market.outcomes[outcome];
  return {
    owner: holding.account.address,
    conditionId: market.conditionId,
    tokenId: named.tokenId,
    outcome: named.outcome,
    outcomeIndex: outcome,
    size: BigInt(holding.balance),
    cost: BigInt(holding.cost),
    totalBought: BigInt(holding.bought),
    totalCost: BigInt(holding.boughtCost),
    fees: BigInt(holding.fees),
    realizedPnl: BigInt(holding.realized),
    updatedAt: holding.updatedAt,
  };
}

/** Everything an account holds or once held. */
export function positions(core: Core, owner: Address): PositionView[] {
  const holdings = core.ledger.accounts.get(owner)?.tokens.values() ?? [];
  return [...holdings].filter((holding) => holding.bought > 0).map((holding) => positionView(core, holding));
}

/** Accounts that hold a token, largest first. */
export function holders(core: Core, token: string): PositionView[] {
  const place = core.tokens.get(token);
  if (place === undefined) return [];
  const number = place.market.tokenNumber(place.outcome);
  const found: Holding[] = [];
  for (const account of core.ledger.accounts.values()) {
    const holding = account.tokens.get(number);
    if (holding !== undefined && holding.balance > 0) found.push(holding);
  }
  return found.sort((a, b) => b.balance - a.balance).map((holding) => positionView(core, holding));
}

function wants(order: Order, filter: OrderFilter): boolean {
  return (
    (filter.owner === undefined || order.owner === filter.owner) &&
    (filter.maker === undefined || order.maker.address === filter.maker) &&
    (filter.id === undefined || order.id === filter.id) &&
    (filter.conditionId === undefined || order.market.conditionId === filter.conditionId) &&
    (filter.tokenId === undefined || order.market.outcomes[order.outcome].tokenId === filter.tokenId)
  );
}

/** Open orders that pass the filter, oldest first. */
export function openOrders(core: Core, filter: OrderFilter): OrderView[] {
  const pools = filter.owner === undefined ? core.live.values() : [core.live.get(filter.owner) ?? []];
  const found: Order[] = [];
  for (const pool of pools) for (const order of pool) if (wants(order, filter)) found.push(order);
  return found.sort((a, b) => a.createdAt - b.createdAt).map((order) => order.view());
}

/** An account's history, or everybody's, newest first. */
export function activity(core: Core, owner: Address | undefined): Activity[] {
  const lines = owner === undefined ? core.activity : core.activity.filter((line) => line.owner === owner);
  return lines.map((line) => activityView(core, line)).reverse();
}

function activityView(core: Core, line: HistoryLine): Activity {
  const { market, outcome } = line;
  return {
    owner: line.owner,
    type: line.type,
    timestamp: line.timestamp,
    conditionId: market?.conditionId,
    tokenId: outcome === undefined ? undefined : market?.outcomes[outcome].tokenId,
    side: line.side,
    size: BigInt(line.size),
    usd: BigInt(line.usd),
    price: line.price === undefined ? undefined : priceText(line.price),
    transactionHash: transactionHash(core.config.seed, line.hash),
  };
}

/** The shortest list that holds everything the filter can let through. */
function tradePool(core: Core, filter: TradeFilter): readonly Trade[] {
  if (filter.id !== undefined) {
    const trade = core.trades.get(filter.id);
    return trade === undefined ? [] : [trade];
  }
  const party = filter.owner ?? filter.maker;
  return party === undefined ? core.tradeLog : (core.tradesOf.get(party) ?? []);
}

/** Trades that pass the filter, newest first, each made into a view when it is asked for. */
export function* eachTrade(core: Core, filter: TradeFilter): Generator<TradeView> {
  const pool = tradePool(core, filter);
  for (let at = pool.length - 1; at >= 0; at--) {
    const trade = pool[at]!;
    const second = Math.floor(trade.matchTime / 1000);
    if (filter.conditionId !== undefined && trade.taker.market.conditionId !== filter.conditionId) continue;
    if (filter.before !== undefined && second >= filter.before) continue;
    if (filter.after !== undefined && second <= filter.after) continue;
    if (!takesPart(trade.taker, filter) && !trade.fills.some(({ maker }) => takesPart(maker, filter)))
      continue;
    yield trade.view();
  }
}

function takesPart(order: Order, filter: TradeFilter): boolean {
  return (
    (filter.owner === undefined || order.owner === filter.owner) &&
    (filter.maker === undefined || order.maker.address === filter.maker) &&
    (filter.builder === undefined || order.builder === filter.builder) &&
    (filter.tokenId === undefined || order.market.outcomes[order.outcome].tokenId === filter.tokenId)
  );
}

/** The whole ledger as plain data. */
export function ledgerView(core: Core): LedgerView {
  return {
    accounts: [...core.ledger.accounts.values()].map((account) => ({
      address: account.address,
      collateral: BigInt(account.collateral.balance),
      reserved: BigInt(account.collateral.reserved),
      tokens: Object.fromEntries(
        [...account.tokens.values()]
          .filter((holding) => holding.balance > 0)
          .map((holding) => {
            const { market, outcome } = core.tokenByNumber.get(holding.token)!;
            return [market.outcomes[outcome].tokenId, BigInt(holding.balance)];
          }),
      ),
      banned: account.banned,
      closedOnly: account.closedOnly,
    })),
    orders: [...core.orders.values()].map((order) => order.view()),
    trades: [...core.trades.values()].map((trade) => trade.view()),
    feesCollected: BigInt(core.ledger.feesCollected),
  };
}
