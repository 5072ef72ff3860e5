import type { ConditionId, OrderId, TokenId, TradeId } from "@pm/core-types";
import { sampleOf } from "./anomaly.ts";
import {
  decimalText,
  FieldError,
  type Fields,
  isFields,
  optionalDecimal,
  optionalText,
  optionalTime,
  sideOf,
  text,
  textList,
  tokenText,
} from "./fields.ts";
import type { FrameSink } from "./read-market-frame.ts";
import type { MakerPart, OrderEvent, TradeEvent, UserEvent } from "./user-events.ts";

/** Reads one text frame of the user channel: an object or an array of them. One bad item never hides the others. */
export function readUserFrame(frame: string, sink: FrameSink<UserEvent>): void {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    sink.anomaly({ kind: "invalid-json", reason: "the frame is not JSON", sample: sampleOf(frame) });
    return;
  }
  for (const message of Array.isArray(value) ? value : [value]) readMessage(message, sink);
}

function readMessage(message: unknown, sink: FrameSink<UserEvent>): void {
  if (!isFields(message)) {
    sink.anomaly({ kind: "malformed", reason: "a message must be an object", sample: sampleOf(message) });
    return;
  }
  const type = message.event_type;
  if (type !== "order" && type !== "trade") {
    sink.anomaly({
      kind: "unknown",
      reason: `event_type ${sampleOf(type ?? "missing").slice(0, 60)} is not known`,
      sample: sampleOf(message),
    });
    return;
  }
  try {
    sink.event(type === "order" ? orderEvent(message) : tradeEvent(message));
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    sink.anomaly({ kind: "malformed", reason: `${type}: ${error.message}`, sample: sampleOf(message) });
  }
}

/** Splits `CANCELED_<reason>` and drops the prefixes some endpoints add. */
function readOrderStatus(raw: string | undefined): {
  readonly status: string | undefined;
  readonly statusReason: string | undefined;
} {
  const status = raw?.replace(/^ORDER_STATUS_/, "");
  const reason = status === undefined ? undefined : /^CANCELED_(.+)$/s.exec(status)?.[1];
  return reason === undefined
    ? { status, statusReason: undefined }
    : { status: "CANCELED", statusReason: reason };
}

function orderEvent(message: Fields): OrderEvent {
  return {
    type: "order",
    action: text(message, "type"),
    orderId: text(message, "id") as OrderId,
    conditionId: text(message, "market") as ConditionId,
    tokenId: tokenText<TokenId>(message, "asset_id"),
    owner: text(message, "owner"),
    side: sideOf(message, "side"),
    price: decimalText(message, "price"),
    originalSize: decimalText(message, "original_size"),
    sizeMatched: optionalDecimal(message, "size_matched"),
    ...readOrderStatus(optionalText(message, "status")),
    timeInForce: optionalText(message, "order_type"),
    outcome: optionalText(message, "outcome"),
    makerAddress: optionalText(message, "maker_address"),
    tradeIds: textList(message, "associate_trades") as readonly TradeId[],
    createdAt: optionalTime(message, "created_at"),
    expiresAt: optionalTime(message, "expiration") || undefined,
    timestamp: optionalTime(message, "timestamp") ?? 0,
    raw: message,
  };
}

function tradeEvent(message: Fields): TradeEvent {
  const role = optionalText(message, "trader_side")?.toUpperCase();
  return {
    type: "trade",
    tradeId: text(message, "id") as TradeId,
    takerOrderId: text(message, "taker_order_id") as OrderId,
    conditionId: text(message, "market") as ConditionId,
    tokenId: tokenText<TokenId>(message, "asset_id"),
    owner: text(message, "owner"),
    side: sideOf(message, "side"),
    size: decimalText(message, "size"),
    price: decimalText(message, "price"),
    status: text(message, "status").replace(/^TRADE_STATUS_/, ""),
    role: role === "TAKER" || role === "MAKER" ? role : undefined,
    makerOrders: makerParts(message),
    feeRateBps: optionalText(message, "fee_rate_bps"),
    outcome: optionalText(message, "outcome"),
    makerAddress: optionalText(message, "maker_address"),
    transactionHash: optionalText(message, "transaction_hash"),
    matchedAt: optionalTime(message, "match_time") ?? optionalTime(message, "matchtime"),
    timestamp: optionalTime(message, "timestamp") ?? optionalTime(message, "last_update") ?? 0,
    raw: message,
  };
}

function makerParts(message: Fields): readonly MakerPart[] {
  const value = message.maker_orders;
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new FieldError("maker_orders must be a list");
  return value.map((part): MakerPart => {
    if (!isFields(part)) throw new FieldError("maker_orders must hold objects");
    return {
      orderId: text(part, "order_id") as OrderId,
      owner: text(part, "owner"),
      makerAddress: optionalText(part, "maker_address"),
      tokenId: tokenText<TokenId>(part, "asset_id"),
      matchedAmount: decimalText(part, "matched_amount"),
      price: decimalText(part, "price"),
      side: optionalText(part, "side") === undefined ? undefined : sideOf(part, "side"),
      outcome: optionalText(part, "outcome"),
    };
  });
}
