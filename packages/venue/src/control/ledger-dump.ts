import type { VenueContext } from "../context.ts";
import type { OrderView, TradeView } from "../engine/index.ts";
import type { DumpedOrder, DumpedTrade, LedgerDump } from "../options.ts";
import { units } from "../wire/decimals.ts";

/** Everything the venue knows, as plain data with decimal strings. */
export function dumpLedger(context: VenueContext): LedgerDump {
  const ledger = context.engine.ledger();
  return {
    now: context.clock.now(),
    balances: ledger.accounts.map((account) => ({
      address: account.address,
      collateral: units(account.collateral),
      reserved: units(account.reserved),
      tokens: Object.fromEntries(Object.entries(account.tokens).map(([id, amount]) => [id, units(amount)])),
    })),
    orders: ledger.orders.map(dumpOrder),
    trades: ledger.trades.map(dumpTrade),
    feesCollected: units(ledger.feesCollected),
    requests: context.log.entries(),
    requestsDropped: context.log.dropped(),
    faults: context.faults.log(),
  };
}

function dumpOrder(order: OrderView): DumpedOrder {
  return {
    id: order.id,
    owner: order.owner,
    maker: order.maker,
    signer: order.signer,
    conditionId: order.conditionId,
    tokenId: order.tokenId,
    side: order.side,
    price: order.price,
    size: units(order.size),
    matched: units(order.matched),
    orderType: order.orderType,
    status: order.status,
    tradeIds: order.tradeIds,
    createdAt: order.createdAt,
  };
}

function dumpTrade(trade: TradeView): DumpedTrade {
  return {
    id: trade.id,
    conditionId: trade.conditionId,
    tokenId: trade.tokenId,
    side: trade.side,
    size: units(trade.size),
    price: trade.price,
    fee: units(trade.fee),
    status: trade.status,
    takerOrderId: trade.takerOrderId,
    taker: trade.takerAddress,
    makers: trade.makers.map((maker) => ({
      orderId: maker.orderId,
      maker: maker.address,
      tokenId: maker.tokenId,
      side: maker.side,
      size: units(maker.amount),
      price: maker.price,
      matchType: maker.matchType,
    })),
    transactionHash: trade.transactionHash ?? "",
    matchTime: trade.matchTime,
  };
}
