import type { ApiKey } from "@pm/core-types";
import type { TradeMaker, TradeView } from "../engine/index.ts";
import { units } from "./decimals.ts";
import { seconds } from "./time.ts";

/** One maker inside a trade. */
export type WireMakerOrder = {
  readonly order_id: string;
  readonly owner: string;
  readonly maker_address: string;
  readonly matched_amount: string;
  readonly price: string;
  readonly fee_rate_bps: string;
  readonly asset_id: string;
  readonly outcome: string;
  readonly outcome_index: number;
  readonly side: string;
};

/** A trade as `GET /data/trades` lists it: the top level is always the taker's order. */
export type WireTrade = {
  readonly id: string;
  readonly taker_order_id: string;
  readonly market: string;
  readonly asset_id: string;
  readonly side: string;
  readonly size: string;
  readonly fee_rate_bps: string;
  readonly price: string;
  readonly status: string;
  /** Unix seconds. */
  readonly match_time: string;
  /** Nanoseconds of the same moment. */
  readonly match_time_nano: string;
  readonly last_update: string;
  readonly outcome: string;
  readonly bucket_index: number;
  readonly owner: string;
  readonly maker_address: string;
  readonly maker_orders: readonly WireMakerOrder[];
  readonly transaction_hash: string;
  readonly err_msg: string | null;
  readonly trader_side: "TAKER" | "MAKER";
};

/** The platform fee is per market since V2; the legacy per-trade rate is always "0". */
const FEE_RATE = "0";

/** @see WireMakerOrder */
export function makerOrderWire(maker: TradeMaker): WireMakerOrder {
  return {
    order_id: maker.orderId,
    owner: maker.owner,
    maker_address: maker.address,
    matched_amount: units(maker.amount),
    price: maker.price,
    fee_rate_bps: FEE_RATE,
    asset_id: maker.tokenId,
    outcome: maker.outcome,
    outcome_index: maker.outcomeIndex,
    side: maker.side,
  };
}

/** A trade as the key `viewer` sees it. @see WireTrade */
export function tradeWire(trade: TradeView, viewer: ApiKey): WireTrade {
  return {
    id: trade.id,
    taker_order_id: trade.takerOrderId,
    market: trade.conditionId,
    asset_id: trade.tokenId,
    side: trade.side,
    size: units(trade.size),
    fee_rate_bps: FEE_RATE,
    price: trade.price,
    status: trade.status,
    match_time: String(seconds(trade.matchTime)),
    match_time_nano: `${trade.matchTime}000000`,
    last_update: String(seconds(trade.lastUpdate)),
    outcome: trade.outcome,
    bucket_index: trade.bucketIndex,
    owner: trade.takerOwner,
    maker_address: trade.takerAddress,
    maker_orders: trade.makers.map(makerOrderWire),
    transaction_hash: trade.transactionHash ?? "",
    err_msg: null,
    trader_side: trade.takerOwner === viewer ? "TAKER" : "MAKER",
  };
}
