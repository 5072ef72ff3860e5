import type { ConditionId, Decimal, OrderId, Side, TimeInForce, TokenId, TradeId } from "@pm/core-types";
import { tradeId } from "@pm/core-types";
import { z } from "zod";
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

/** States of an order that the venue is known to name; others are passed on as they come. */
export const ORDER_STATUSES = [
  "LIVE",
  "MATCHED",
  "DELAYED",
  "UNMATCHED",
  "CANCELED",
  "CANCELED_MARKET_RESOLVED",
  "INVALID",
] as const;
/** A state of an order as the venue names it, without the `ORDER_STATUS_` prefix some answers carry. */
export type VenueOrderStatus = (typeof ORDER_STATUSES)[number] | (string & {});

/** An order as the venue tells it. */
export type VenueOrder = {
  readonly id: OrderId;
  readonly status: VenueOrderStatus;
  readonly conditionId: ConditionId;
  readonly tokenId: TokenId;
  readonly side: Side;
  /** pUSD per share. */
  readonly price: Decimal;
  /** Shares. */
  readonly originalSize: Decimal;
  /** Shares. */
  readonly sizeMatched: Decimal;
  readonly outcome: string;
  readonly timeInForce: TimeInForce | (string & {});
  /** Unix milliseconds; undefined for none. */
  readonly expiresAt: number | undefined;
  readonly tradeIds: readonly TradeId[];
  readonly funder: string;
  /** The API key that placed it. */
  readonly owner: string;
  /** Unix milliseconds. */
  readonly createdAt: number | undefined;
  readonly raw: Raw;
};

const wireOrder = z.looseObject({
  id: wireOrderId,
  status: z.string(),
  market: wireConditionId,
  asset_id: wireTokenId,
  side: wireSide,
  price: wireDecimal,
  original_size: wireDecimal,
  size_matched: wireOptionalDecimal,
  outcome: z.string().default(""),
  order_type: z.string().default("GTC"),
  expiration: wireTime,
  associate_trades: z.array(z.string()).nullish(),
  maker_address: z.string().default(""),
  owner: z.string().default(""),
  created_at: wireTime,
});

/** @throws {InvalidResponseError} */
export function readOrder(value: unknown, endpoint: string): VenueOrder {
  const wire = readWire(wireOrder, value, endpoint);
  return {
    id: wire.id,
    status: withoutPrefix(wire.status, "ORDER_STATUS_"),
    conditionId: wire.market,
    tokenId: wire.asset_id,
    side: wire.side,
    price: wire.price,
    originalSize: wire.original_size,
    sizeMatched: wire.size_matched ?? wire.original_size.minus(wire.original_size),
    outcome: wire.outcome,
    timeInForce: wire.order_type,
    expiresAt: wire.expiration,
    tradeIds: (wire.associate_trades ?? []).filter((id) => id !== "").map((id) => tradeId(id)),
    funder: wire.maker_address,
    owner: wire.owner,
    createdAt: wire.created_at,
    raw: value as Raw,
  };
}

/** The value without the prefix that older answers put before it. */
export function withoutPrefix(value: string, prefix: string): string {
  return value.startsWith(prefix) ? value.slice(prefix.length) : value;
}
