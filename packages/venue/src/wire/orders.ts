import type { Accepted, OrderView, Rejected } from "../engine/index.ts";
import { units } from "./decimals.ts";
import { seconds } from "./time.ts";

/** An order as `GET /data/orders` lists it. */
export type WireOpenOrder = {
  readonly id: string;
  readonly status: string;
  readonly owner: string;
  readonly maker_address: string;
  readonly market: string;
  readonly asset_id: string;
  readonly side: string;
  /** Shares, decimal. */
  readonly original_size: string;
  readonly size_matched: string;
  readonly price: string;
  readonly outcome: string;
  /** Unix seconds, "0" for none. */
  readonly expiration: string;
  readonly order_type: string;
  readonly associate_trades: readonly string[];
  /** Unix seconds. */
  readonly created_at: number;
};

/** @see WireOpenOrder */
export function openOrderWire(order: OrderView): WireOpenOrder {
  return {
    id: order.id,
    status: order.status,
    owner: order.owner,
    maker_address: order.maker,
    market: order.conditionId,
    asset_id: order.tokenId,
    side: order.side,
    original_size: units(order.size),
    size_matched: units(order.matched),
    price: order.price,
    outcome: order.outcome,
    expiration: String(order.expiration),
    order_type: order.orderType,
    associate_trades: order.tradeIds,
    created_at: seconds(order.createdAt),
  };
}

/** One entry of the answer to a posted order. */
export type WireSendResult = {
  readonly errorMsg: string;
  readonly orderID: string;
  readonly takingAmount: string;
  readonly makingAmount: string;
  readonly status: string;
  readonly transactionsHashes?: readonly string[];
  readonly tradeIDs?: readonly string[];
  readonly success: boolean;
};

/**
 * What an accepted order answers. Amounts are empty while nothing matched. Hashes of immediate orders are not
 * returned since 2026-07-24, because settlement is asynchronous.
 */
export function acceptedWire(result: Accepted, immediate: boolean): WireSendResult {
  const matched = result.making > 0n || result.taking > 0n;
  return {
    errorMsg: "",
    orderID: result.orderId,
    takingAmount: matched ? units(result.taking) : "",
    makingAmount: matched ? units(result.making) : "",
    status: result.status,
    ...(result.transactionHashes.length > 0 && !immediate
      ? { transactionsHashes: result.transactionHashes }
      : {}),
    ...(result.tradeIds.length > 0 ? { tradeIDs: result.tradeIds } : {}),
    success: true,
  };
}

/** What a refused entry of a batch answers; in post-only mode production says `success: true` with a message. */
export function rejectedWire(result: Pick<Rejected, "code" | "errorMsg">): WireSendResult {
  return refusedWire(result.errorMsg, result.code === "post_only_mode");
}

/** A batch entry that was refused with `message`. */
export function refusedWire(message: string, success = false): WireSendResult {
  return { errorMsg: message, orderID: "", takingAmount: "", makingAmount: "", status: "", success };
}
