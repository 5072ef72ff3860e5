import {
  type ConditionId,
  type Decimal,
  type OrderId,
  type SettlementStatus,
  type Side,
  type TokenId,
  type TradeId,
  tradeId,
} from "@pm/core-types";
import { z } from "zod";
import { withoutPrefix } from "./order.ts";
import { type Raw, readWire } from "./read.ts";
import {
  wireConditionId,
  wireDecimal,
  wireOptionalDecimal,
  wireOrderId,
  wireSide,
  wireTime,
  wireTokenId,
} from "./scalars.ts";

/** One maker's part in a trade. */
export type MakerOrder = {
  readonly orderId: OrderId;
  readonly tokenId: TokenId;
  /** Undefined where the venue does not tell it. */
  readonly side: Side | undefined;
  /** pUSD per share. */
  readonly price: Decimal;
  /** Shares. */
  readonly matchedAmount: Decimal;
  readonly outcome: string;
  readonly funder: string;
  /** The API key that placed the maker order. */
  readonly owner: string;
  readonly feeRateBps: Decimal | undefined;
};

/** A trade as the venue tells it to one of its parties. */
export type VenueTrade = {
  readonly id: TradeId;
  readonly status: SettlementStatus;
  readonly conditionId: ConditionId;
  readonly tokenId: TokenId;
  /** The taker's side. */
  readonly side: Side;
  /** pUSD per share, of the taker's order. */
  readonly price: Decimal;
  /** Shares. */
  readonly size: Decimal;
  readonly takerOrderId: OrderId;
  readonly makerOrders: readonly MakerOrder[];
  /** Which part the asking account had. */
  readonly role: "TAKER" | "MAKER";
  readonly outcome: string;
  readonly owner: string;
  readonly funder: string;
  readonly feeRateBps: Decimal | undefined;
  readonly transactionHash: string | undefined;
  /** Unix milliseconds. */
  readonly matchedAt: number | undefined;
  /** Unix milliseconds. */
  readonly updatedAt: number | undefined;
  readonly raw: Raw;
};

const wireMakerOrder = z.looseObject({
  order_id: wireOrderId,
  asset_id: wireTokenId,
  side: wireSide.optional(),
  price: wireDecimal,
  matched_amount: wireDecimal,
  outcome: z.string().default(""),
  maker_address: z.string().default(""),
  owner: z.string().default(""),
  fee_rate_bps: wireOptionalDecimal,
});

const wireTrade = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  market: wireConditionId,
  asset_id: wireTokenId,
  side: wireSide,
  price: wireDecimal,
  size: wireDecimal,
  taker_order_id: wireOrderId,
  maker_orders: z.array(wireMakerOrder).nullish(),
  trader_side: z.string().nullish(),
  outcome: z.string().default(""),
  owner: z.string().default(""),
  maker_address: z.string().default(""),
  fee_rate_bps: wireOptionalDecimal,
  transaction_hash: z.string().nullish(),
  match_time: wireTime,
  last_update: wireTime,
});

/** @throws {InvalidResponseError} */
export function readTrade(value: unknown, endpoint: string): VenueTrade {
  const wire = readWire(wireTrade, value, endpoint);
  return {
    id: tradeId(wire.id),
    status: withoutPrefix(wire.status, "TRADE_STATUS_"),
    conditionId: wire.market,
    tokenId: wire.asset_id,
    side: wire.side,
    price: wire.price,
    size: wire.size,
    takerOrderId: wire.taker_order_id,
    makerOrders: (wire.maker_orders ?? []).map((maker) => ({
      orderId: maker.order_id,
      tokenId: maker.asset_id,
      side: maker.side,
      price: maker.price,
      matchedAmount: maker.matched_amount,
      outcome: maker.outcome,
      funder: maker.maker_address,
      owner: maker.owner,
      feeRateBps: maker.fee_rate_bps,
    })),
    role: wire.trader_side === "MAKER" ? "MAKER" : "TAKER",
    outcome: wire.outcome,
    owner: wire.owner,
    funder: wire.maker_address,
    feeRateBps: wire.fee_rate_bps,
    transactionHash: wire.transaction_hash === "" ? undefined : (wire.transaction_hash ?? undefined),
    matchedAt: wire.match_time,
    updatedAt: wire.last_update,
    raw: value as Raw,
  };
}
