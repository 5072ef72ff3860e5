import type { Address } from "@pm/core-types";
import type { VenueContext } from "../context.ts";
import type { PnlPoint } from "../markets/pnl-history.ts";
import { unitsNumber } from "../wire/decimals.ts";
import { seconds } from "../wire/time.ts";

/** Deposits and withdrawals of a wallet up to a moment, base units. */
function flows(context: VenueContext, wallet: Address, until: number) {
  let deposits = 0n;
  let withdrawals = 0n;
  for (const line of context.engine.activity(wallet)) {
    if (line.timestamp > until) continue;
    if (line.type === "DEPOSIT" && line.tokenId === undefined) deposits += line.usd;
    if (line.type === "WITHDRAWAL" && line.tokenId === undefined) withdrawals += line.usd;
  }
  return { deposits, withdrawals };
}

/** A point of `/v2/user-pnl`. Income the venue does not pay is zero. */
export function pnlPointWire(
  context: VenueContext,
  wallet: Address,
  point: PnlPoint,
): Record<string, unknown> {
  const { deposits, withdrawals } = flows(context, wallet, point.at);
  const economic = point.realized + point.unrealized;
  return {
    timestamp: seconds(point.at),
    // Two seconds a block, as on Polygon.
    source_block: Math.floor(point.at / 2000),
    realized_market_pnl: unitsNumber(point.realized),
    realized_lp_pnl: 0,
    realized_combo_pnl: 0,
    unrealized_pnl: unitsNumber(point.unrealized),
    fees_refunded: 0,
    maker_rebate: 0,
    taker_rebate: 0,
    reward_income: 0,
    yield_income: 0,
    referral_income: 0,
    deposits: unitsNumber(deposits),
    withdrawals: unitsNumber(withdrawals),
    realized_pnl: unitsNumber(point.realized),
    wallet_income: 0,
    position_pnl: unitsNumber(economic),
    settled_pnl: unitsNumber(point.realized),
    economic_pnl: unitsNumber(economic),
    trade_pnl: unitsNumber(economic),
    sponsored_income: 0,
    fees: unitsNumber(point.fees),
    fees_paid: unitsNumber(point.fees),
    cashflow_net: unitsNumber(deposits - withdrawals),
    volume: unitsNumber(point.shares),
    volume_usdc: unitsNumber(point.usd),
    trade_count: point.trades,
  };
}

/** Profit and volume of a wallet inside a window that ends now. */
export function windowed(context: VenueContext, wallet: Address, spanMs: number | undefined) {
  const end = context.pnl.now(wallet);
  const start = spanMs === undefined ? undefined : context.pnl.at(wallet, context.clock.now() - spanMs);
  return {
    wallet,
    pnl: end.realized + end.unrealized - (start === undefined ? 0n : start.realized + start.unrealized),
    shares: end.shares - (start?.shares ?? 0n),
    usd: end.usd - (start?.usd ?? 0n),
    trades: end.trades - (start?.trades ?? 0),
  };
}
