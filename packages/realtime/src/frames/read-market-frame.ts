import type { ConditionId, TokenId } from "@pm/core-types";
import { type Anomaly, sampleOf } from "./anomaly.ts";
import {
  decimalText,
  FieldError,
  type Fields,
  isFields,
  optionalBoolean,
  optionalDecimal,
  optionalText,
  optionalTime,
  sideOf,
  text,
  textList,
  tokenText,
} from "./fields.ts";
import type {
  BookEvent,
  LastTradePriceEvent,
  MarketEvent,
  PriceChangeEvent,
  TickSizeChangeEvent,
  WireLevel,
} from "./market-events.ts";

/** Where the readers put what they find. */
export type FrameSink<Event> = {
  readonly event: (event: Event) => void;
  readonly anomaly: (anomaly: Anomaly) => void;
};

/**
 * Reads one text frame of the market channel: an object or an array of them. One bad item never hides the others;
 * unknown events and fields are survivable by construction.
 */
export function readMarketFrame(frame: string, sink: FrameSink<MarketEvent>): void {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    sink.anomaly({ kind: "invalid-json", reason: "the frame is not JSON", sample: sampleOf(frame) });
    return;
  }
  if (Array.isArray(value)) for (const one of value) readMessage(one, sink);
  else readMessage(value, sink);
}

function readMessage(value: unknown, sink: FrameSink<MarketEvent>): void {
  if (!isFields(value)) {
    sink.anomaly({ kind: "malformed", reason: "a message must be an object", sample: sampleOf(value) });
    return;
  }
  const type = value.event_type;
  if (type === "price_change") {
    readPriceChanges(value, sink);
    return;
  }
  const read = typeof type === "string" && Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (read === undefined) {
    sink.anomaly({
      kind: "unknown",
      reason: `event_type ${sampleOf(type ?? "missing").slice(0, 60)} is not known`,
      sample: sampleOf(value),
    });
    return;
  }
  guarded(value, value, sink, () => sink.event(read(value)));
}

/** Runs a reader and turns its refusal into an anomaly. */
function guarded(item: Fields, message: Fields, sink: FrameSink<MarketEvent>, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    const asset = item.asset_id;
    sink.anomaly({
      kind: "malformed",
      reason: `${String(message.event_type)}: ${error.message}`,
      sample: sampleOf(message),
      ...(typeof asset === "string" ? { tokenId: asset } : {}),
    });
  }
}

/** The changes of one message, all or none. @throws {FieldError} */
export function priceChangesOf(message: Fields): readonly PriceChangeEvent[] {
  const conditionId = text(message, "market") as ConditionId;
  const timestamp = optionalTime(message, "timestamp") ?? 0;
  const changes = message.price_changes;
  if (!Array.isArray(changes)) throw new FieldError("price_changes must be a list");
  return changes.map((change) => {
    if (!isFields(change)) throw new FieldError("a price change must be an object");
    return priceChange(change, conditionId, timestamp);
  });
}

function readPriceChanges(message: Fields, sink: FrameSink<MarketEvent>): void {
  guarded(message, message, sink, () => {
    const conditionId = text(message, "market") as ConditionId;
    const timestamp = optionalTime(message, "timestamp") ?? 0;
    const changes = message.price_changes;
    if (!Array.isArray(changes)) throw new FieldError("price_changes must be a list");
    for (const change of changes) {
      if (!isFields(change)) {
        sink.anomaly({
          kind: "malformed",
          reason: "a price change must be an object",
          sample: sampleOf(message),
        });
        continue;
      }
      guarded(change, message, sink, () => sink.event(priceChange(change, conditionId, timestamp)));
    }
  });
}

function priceChange(change: Fields, conditionId: ConditionId, timestamp: number): PriceChangeEvent {
  return {
    type: "price_change",
    conditionId,
    timestamp,
    tokenId: tokenText<TokenId>(change, "asset_id"),
    price: decimalText(change, "price"),
    size: decimalText(change, "size"),
    side: sideOf(change, "side"),
    hash: optionalText(change, "hash") ?? "",
    bestBid: optionalDecimal(change, "best_bid"),
    bestAsk: optionalDecimal(change, "best_ask"),
  };
}

function levels(message: Fields, name: string): readonly WireLevel[] {
  const value = message[name];
  if (!Array.isArray(value)) throw new FieldError(`${name} must be a list`);
  for (const level of value) {
    if (!isFields(level)) throw new FieldError(`${name} must hold levels`);
    decimalText(level, "price");
    decimalText(level, "size");
  }
  return value as readonly WireLevel[];
}

/** A whole book. @throws {FieldError} */
export function bookEvent(message: Fields): BookEvent {
  return {
    type: "book",
    conditionId: text(message, "market") as ConditionId,
    timestamp: optionalTime(message, "timestamp") ?? 0,
    tokenId: tokenText<TokenId>(message, "asset_id"),
    bids: levels(message, "bids"),
    asks: levels(message, "asks"),
    hash: optionalText(message, "hash") ?? "",
    tickSize: optionalDecimal(message, "tick_size"),
    minOrderSize: optionalDecimal(message, "min_order_size"),
    negRisk: optionalBoolean(message, "neg_risk"),
    lastTradePrice: optionalDecimal(message, "last_trade_price"),
  };
}

const base = (message: Fields) => ({
  conditionId: text(message, "market") as ConditionId,
  timestamp: optionalTime(message, "timestamp") ?? 0,
});

/** A trade. @throws {FieldError} */
export const lastTradePriceEvent = (message: Fields): LastTradePriceEvent => ({
  type: "last_trade_price",
  ...base(message),
  tokenId: tokenText<TokenId>(message, "asset_id"),
  price: decimalText(message, "price"),
  size: optionalDecimal(message, "size"),
  side: message.side === undefined || message.side === "" ? undefined : sideOf(message, "side"),
  feeRateBps: optionalText(message, "fee_rate_bps"),
  transactionHash: optionalText(message, "transaction_hash"),
});

/** A new price grid. @throws {FieldError} */
export const tickSizeChangeEvent = (message: Fields): TickSizeChangeEvent => ({
  type: "tick_size_change",
  ...base(message),
  tokenId: tokenText<TokenId>(message, "asset_id"),
  oldTickSize: optionalDecimal(message, "old_tick_size"),
  newTickSize: decimalText(message, "new_tick_size"),
});

const READERS: Readonly<Record<string, (message: Fields) => MarketEvent>> = {
  book: bookEvent,
  last_trade_price: lastTradePriceEvent,
  tick_size_change: tickSizeChangeEvent,
  best_bid_ask: (message) => ({
    type: "best_bid_ask",
    ...base(message),
    tokenId: tokenText<TokenId>(message, "asset_id"),
    bestBid: optionalDecimal(message, "best_bid"),
    bestAsk: optionalDecimal(message, "best_ask"),
    spread: optionalDecimal(message, "spread"),
  }),
  new_market: (message) => ({
    type: "new_market",
    ...base(message),
    id: text(message, "id"),
    question: optionalText(message, "question"),
    slug: optionalText(message, "slug"),
    tokenIds: textList(message, "assets_ids") as readonly TokenId[],
    outcomes: textList(message, "outcomes"),
    raw: message,
  }),
  market_resolved: (message) => ({
    type: "market_resolved",
    ...base(message),
    id: text(message, "id"),
    tokenIds: textList(message, "assets_ids") as readonly TokenId[],
    winningTokenId: optionalText(message, "winning_asset_id") as TokenId | undefined,
    winningOutcome: optionalText(message, "winning_outcome"),
    raw: message,
  }),
};
