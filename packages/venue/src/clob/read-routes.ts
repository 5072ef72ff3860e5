import type { VenueContext } from "../context.ts";
import { isRecord, jsonBody, queryInt, queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { openOrderWire } from "../wire/orders.ts";
import { page } from "../wire/pages.ts";
import { tradeWire } from "../wire/trades.ts";
import { isOrderId } from "./cancel-routes.ts";
import { modeReply } from "./modes.ts";

const PAGE = 100;
const INVALID_ORDERS = "invalid order params payload";
const INVALID_TRADES = "Invalid trade params payload";

/** The caller's orders and trades, scoring and heartbeats. */
export function readRoutes(context: VenueContext): Routes {
  const { engine, auth } = context;

  return {
    "GET /data/order/{id}": (request) => {
      const key = auth.l2(request, ["normal", "readonly"]);
      request.note.wallet = key.address;
      const closed = modeReply(engine, "read");
      if (closed !== undefined) return closed;
      const id = request.params.id ?? "";
      if (!isOrderId(id)) throw new Refusal(400, "Invalid orderID");
      const order = engine.order(id.toLowerCase());
      if (order === undefined || order.owner !== key.key) throw new Refusal(404, "Order not found");
      return json(openOrderWire(order));
    },
    "GET /data/orders": (request) => {
      const key = auth.l2(request, ["normal", "readonly"]);
      request.note.wallet = key.address;
      const closed = modeReply(engine, "read");
      if (closed !== undefined) return closed;
      const cursor = request.query.get("next_cursor");
      const id = queryText(request, "id");
      if (id !== undefined) {
        const order = engine.order(id.toLowerCase());
        const found = order !== undefined && order.owner === key.key ? [order] : [];
        return json(page(found, cursor, PAGE, openOrderWire, INVALID_ORDERS));
      }
      const orders = engine.openOrders({ owner: key.key, ...place(request) });
      return json(page(orders, cursor, PAGE, openOrderWire, INVALID_ORDERS));
    },
    "GET /data/pre-migration-orders": (request) => {
      auth.l2(request, ["normal", "readonly"]);
      return json(page([], request.query.get("next_cursor"), PAGE, (row) => row, INVALID_ORDERS));
    },
    "GET /data/trades": (request) => {
      const key = auth.l2(request, ["normal", "readonly"]);
      request.note.wallet = key.address;
      const id = queryText(request, "id");
      const maker = queryText(request, "maker_address");
      const before = queryInt(request, "before", INVALID_TRADES);
      const after = queryInt(request, "after", INVALID_TRADES);
      const trades = engine
        .trades({
          owner: key.key,
          ...place(request),
          ...(id === undefined ? {} : { id }),
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        })
        .filter(
          (trade) =>
            maker === undefined ||
            [trade.takerAddress, ...trade.makers.map((one) => one.address)].some(
              (address) => address.toLowerCase() === maker.toLowerCase(),
            ),
        );
      const cursor = request.query.get("next_cursor");
      return json(page(trades, cursor, PAGE, (trade) => tradeWire(trade, key.key), INVALID_TRADES));
    },
    "GET /order-scoring": (request) => {
      auth.l2(request);
      return json({ scoring: scores(queryText(request, "order_id") ?? "") });
    },
    "POST /orders-scoring": (request) => {
      auth.l2(request);
      const body = jsonBody(request, "Invalid payload");
      if (!Array.isArray(body)) throw new Refusal(400, "Invalid payload");
      return json(Object.fromEntries(body.filter(isOrderId).map((id) => [id, scores(id)])));
    },
    "GET /orders-scoring": (request) => {
      auth.l2(request);
      const ids = request.query.getAll("order_ids").flatMap((value) => value.split(","));
      if (ids.length === 0 || !ids.every(isOrderId)) throw new Refusal(400, "Invalid payload");
      return json(Object.fromEntries(ids.map((id) => [id, scores(id)])));
    },
    "POST /v1/heartbeats": (request) => {
      const key = auth.l2(request);
      const body = request.body === "" ? {} : jsonBody(request, "Invalid payload");
      if (!isRecord(body)) throw new Refusal(400, "Invalid payload");
      const id = typeof body.heartbeat_id === "string" ? body.heartbeat_id : "";
      const result = engine.heartbeat(key.key, id);
      if (result.ok) return json({ heartbeat_id: result.id });
      return json({ error_msg: "Invalid Heartbeat ID", heartbeat_id: result.expected }, 400);
    },
    "POST /heartbeats": (request) => {
      engine.heartbeat(auth.l2(request).key, undefined);
      return json({ status: "ok" });
    },
  };

  function scores(id: string): boolean {
    const order = engine.order(id.toLowerCase());
    return order !== undefined && context.rewards.scores(order);
  }
}

function place(request: VenueRequest): { readonly conditionId?: string; readonly tokenId?: string } {
  const market = queryText(request, "market");
  const asset = queryText(request, "asset_id");
  return {
    ...(market === undefined ? {} : { conditionId: market.toLowerCase() }),
    ...(asset === undefined ? {} : { tokenId: asset }),
  };
}
