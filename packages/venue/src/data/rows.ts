import type { Address } from "@pm/core-types";
import type { VenueContext } from "../context.ts";
import type { Activity, MarketView, Outcome, PositionView, TradeView } from "../engine/index.ts";
import { parseUnits, ratio } from "../wire/decimals.ts";
import { displayPrice } from "../wire/prices.ts";

/** A position with everything the Data API tells about it; amounts in base units, versions differ in names only. */
export type PositionRow = {
  readonly view: PositionView;
  readonly market: MarketView;
  readonly outcome: Outcome;
  readonly opposite: Outcome;
  readonly averagePrice: bigint;
  readonly price: bigint;
  readonly value: bigint;
  readonly unrealized: bigint;
  /** Held and resolved. */
  readonly redeemable: boolean;
  /** Both outcomes are held. */
  readonly mergeable: boolean;
  readonly status: "OPEN" | "REDEEMABLE" | "CLOSED";
};

/** One side of one fill. */
export type TradeRow = {
  readonly id: string;
  readonly wallet: Address;
  readonly taker: boolean;
  readonly market: MarketView;
  readonly outcome: Outcome;
  readonly side: string;
  readonly size: bigint;
  readonly usd: bigint;
  readonly fee: bigint;
  readonly price: bigint;
  /** Unix milliseconds. */
  readonly at: number;
  readonly transactionHash: string;
};

const NO_HASH = `0x${"0".repeat(64)}`;

/** Positions of a wallet, also those that were closed. */
export function positionRows(context: VenueContext, owner: Address): readonly PositionRow[] {
  const views = context.engine.positions(owner);
  return views.flatMap((view) => positionRow(context, view, views) ?? []);
}

/** One position among all of its owner. */
export function positionRow(
  context: VenueContext,
  view: PositionView,
  all: readonly PositionView[],
): PositionRow | undefined {
  const market = context.engine.market(view.conditionId);
  if (market === undefined) return undefined;
  const outcome = market.outcomes[view.outcomeIndex];
  const opposite = market.outcomes[view.outcomeIndex === 0 ? 1 : 0];
  const price = displayPrice(context.engine, view.tokenId);
  const value = (view.size * price) / 1_000_000n;
  const redeemable = market.state === "resolved" && view.size > 0n;
  const other = all.find((one) => one.tokenId === opposite.tokenId);
  return {
    view,
    market,
    outcome,
    opposite,
    averagePrice: view.size > 0n ? ratio(view.cost, view.size) : ratio(view.totalCost, view.totalBought),
    price,
    value,
    unrealized: value - view.cost,
    redeemable,
    mergeable: view.size > 0n && (other?.size ?? 0n) > 0n,
    status: view.size === 0n ? "CLOSED" : redeemable ? "REDEEMABLE" : "OPEN",
  };
}

/** The taker's and the makers' rows of a trade. */
export function tradeRows(context: VenueContext, trade: TradeView): readonly TradeRow[] {
  const market = context.engine.market(trade.conditionId);
  if (market === undefined) return [];
  const common = {
    id: trade.id,
    market,
    at: trade.matchTime,
    transactionHash: trade.transactionHash ?? NO_HASH,
  };
  return [
    {
      ...common,
      wallet: trade.takerAddress,
      taker: true,
      outcome: market.outcomes[trade.outcomeIndex],
      side: trade.side,
      size: trade.size,
      usd: trade.usd,
      fee: trade.fee,
      price: parseUnits(trade.price) ?? 0n,
    },
    ...trade.makers.map((maker) => ({
      ...common,
      wallet: maker.address,
      taker: false,
      outcome: market.outcomes[maker.outcomeIndex],
      side: maker.side,
      size: maker.amount,
      usd: maker.usd,
      fee: 0n,
      price: parseUnits(maker.price) ?? 0n,
    })),
  ];
}

/** Rows of all trades, newest first, made as they are asked for. Both sides of a wallet's trades where one is named. */
export function* eachTradeRow(context: VenueContext, owner: Address | undefined): Generator<TradeRow> {
  for (const trade of context.engine.eachTrade(owner === undefined ? {} : { maker: owner })) {
    yield* tradeRows(context, trade);
  }
}

/** The rows that `keep` lets through. */
export function* where<T>(rows: Iterable<T>, keep: (row: T) => boolean): Generator<T> {
  for (const row of rows) if (keep(row)) yield row;
}

/** `rows.slice(from, to)`, reading no further than one row beyond. */
export function sliceOf<T>(
  rows: Iterable<T>,
  from: number,
  to: number,
): { readonly rows: readonly T[]; readonly more: boolean } {
  const slice: T[] = [];
  let at = 0;
  for (const row of rows) {
    if (at >= to) return { rows: slice, more: true };
    if (at >= from) slice.push(row);
    at++;
  }
  return { rows: slice, more: false };
}

/** A line of a wallet's history with its market. */
export type ActivityRow = {
  readonly activity: Activity;
  readonly market: MarketView | undefined;
  readonly outcome: Outcome | undefined;
};

/** History of one wallet, newest first. */
export function activityRows(context: VenueContext, owner: Address): readonly ActivityRow[] {
  return context.engine
    .activity(owner)
    .map((activity) => {
      const market =
        activity.conditionId === undefined ? undefined : context.engine.market(activity.conditionId);
      return {
        activity,
        market,
        outcome: market?.outcomes.find((one) => one.tokenId === activity.tokenId),
      };
    })
    .sort((a, b) => b.activity.timestamp - a.activity.timestamp);
}
