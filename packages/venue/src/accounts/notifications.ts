import type { Address, ApiKey } from "@pm/core-types";
import type { Engine, EngineEvent, MarketView, OrderView, TradeView } from "../engine/index.ts";
import { units } from "../wire/decimals.ts";
import { seconds } from "../wire/time.ts";

/** A notification as `GET /notifications` lists it. */
export type WireNotification = {
  readonly id: number;
  /** API key of the order, or the wallet for market notices. */
  readonly owner: string;
  readonly type: number;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Unix seconds. */
  readonly timestamp: number;
};

const ORDER_CANCELLATION = 1;
const ORDER_FILL = 2;
const MARKET_RESOLVED = 4;
const ORDER_FILL_FAILED = 8;
const KEEP = 500;

/** Unread notifications, built from what the engine tells. */
export type Notifications = {
  readonly list: (key: ApiKey, wallet: Address) => readonly WireNotification[];
  readonly drop: (key: ApiKey, wallet: Address, ids: readonly number[]) => void;
  readonly observe: (event: EngineEvent) => void;
};

/** Keeps the last 500 notifications of every key and wallet. `describe` is the wire form of a market. */
export function createNotifications(
  engine: Engine,
  describe: (market: MarketView) => WireNotification["payload"],
): Notifications {
  const boxes = new Map<string, WireNotification[]>();
  let counter = 0;

  const add = (owner: string, type: number, at: number, payload: WireNotification["payload"]): void => {
    const id = owner.toLowerCase();
    const box = boxes.get(id) ?? [];
    if (box.length >= KEEP) box.shift();
    box.push({ id: ++counter, owner, type, payload, timestamp: seconds(at) });
    boxes.set(id, box);
  };

  const filled = (trade: TradeView, type: number, at: number): void => {
    const ids = [trade.takerOrderId, ...trade.makers.map((maker) => maker.orderId)];
    for (const id of ids) {
      const order = engine.order(id);
      if (order === undefined) continue;
      add(order.owner, type, at, {
        ...orderPayload(order),
        trade_id: trade.id,
        ...(trade.transactionHash === undefined ? {} : { transaction_hash: trade.transactionHash }),
      });
    }
  };

  const boxesOf = (key: ApiKey, wallet: Address): readonly string[] => [key, wallet.toLowerCase()];

  return {
    list: (key, wallet) =>
      boxesOf(key, wallet)
        .flatMap((id) => boxes.get(id) ?? [])
        .sort((a, b) => a.id - b.id),
    drop: (key, wallet, ids) => {
      for (const id of boxesOf(key, wallet)) {
        const box = boxes.get(id);
        if (box !== undefined) {
          boxes.set(
            id,
            box.filter((one) => !ids.includes(one.id)),
          );
        }
      }
    },
    observe: (event) => {
      if (event.type === "order" && event.kind === "CANCELLATION") {
        add(event.order.owner, ORDER_CANCELLATION, event.timestamp, orderPayload(event.order));
      } else if (event.type === "trade" && event.previous === undefined) {
        filled(event.trade, ORDER_FILL, event.timestamp);
      } else if (event.type === "trade" && event.trade.status === "FAILED") {
        filled(event.trade, ORDER_FILL_FAILED, event.timestamp);
      } else if (event.type === "market" && event.kind === "resolved") {
        const payload = describe(event.market);
        const owners = event.market.outcomes.flatMap((one) => engine.holders(one.tokenId));
        for (const owner of new Set(owners.map((holder) => holder.owner))) {
          add(owner, MARKET_RESOLVED, event.timestamp, payload);
        }
      }
    },
  };
}

function orderPayload(order: OrderView): Record<string, unknown> {
  return {
    order_id: order.id,
    market: order.conditionId,
    asset_id: order.tokenId,
    side: order.side,
    price: order.price,
    original_size: units(order.size),
    matched_size: units(order.matched),
    remaining_size: units(order.size - order.matched),
    outcome: order.outcome,
    outcome_index: order.outcomeIndex,
    type: order.orderType,
  };
}
